"""JSON that few expect, as text: what is broken in JSON itself must be written by hand."""

from collections.abc import Mapping, Sequence
from random import Random

ODD = (
    *("null", "true", "-1", "0", "-0.0", "0.5", "8.0", "1e999", "-1e999", "1e-999", "NaN"),
    *("Infinity", "-Infinity", "9" * 5000, "9" * 400, "1e400", str(2**53), str(2**64), "010", "+1"),
    *('""', '"a"', '"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\\u202e"', '"<script>"', "'a'"),
    *("[]", "{}", "[[]]", '{"\\ud800": 1}', '{"__proto__": {}}', '{"a": 1, "a": 2}', "[" * 20_000),
    *('{"a":' * 20_000, f'"{"x" * 1001}"', f'"{"x" * 60_000}"', f'"{"é" * 30_000}"', '"'),
    *('"../../etc/passwd"', '"file:///etc/passwd"', '"http://127.0.0.1:1/"', '"//evil.com/a"'),
    *(f'"{"a" * 64}"', f'"{"A" * 64}"', '"garden"', '"a,b"', '"1,2,3"', "", ",", "\ud800", "\xff"),
)
NAMES = ('"__class__"', '"\\ud800"', '""', '"edits"', '"' + "n" * 500 + '"', "1", '"prompt"')


def written(random: Random, fields: Mapping[str, Sequence[str]], odd: float) -> str:
    """Write an object of some of these fields: each has one of its values, or an odd one."""
    kept = random.sample(sorted(fields), random.randint(0, len(fields)))
    pairs = [(f'"{name}"', either(random, fields[name], odd)) for name in kept]
    if random.random() < odd:
        pairs.append((random.choice(NAMES), random.choice(ODD)))
    return f"{{{', '.join(f'{name}: {value}' for name, value in pairs)}}}"


def either(random: Random, values: Sequence[str], odd: float) -> str:
    """Take one of the values, or now and then an odd one."""
    return random.choice(ODD if random.random() < odd else values)
