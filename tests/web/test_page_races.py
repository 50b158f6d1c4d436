"""What may come too late, or in the middle of something else, and must do no harm."""

PAINT = """async () => {
  const { paint } = await import("/web/dom.js");
  const seen = [];
  const heard = (event) => { seen.push(event.message); event.preventDefault(); };
  addEventListener("error", heard);
  paint(() => { throw new Error("spilt"); });
  await new Promise((done) => paint(done));
  removeEventListener("error", heard);
  return seen;
}"""

LATE = """async () => {
  const { Run } = await import("/web/net/run.js");
  const bytes = new Uint8Array(4 + 43 + 4), view = new DataView(bytes.buffer);
  view.setUint32(0, 47, true);
  view.setUint8(4, 2);
  const real = [window.fetch, window.createImageBitmap], told = [];
  let open = () => {};
  const began = new Promise((go) => {
    window.createImageBitmap = () => { go(); return new Promise((done) => { open = done; }); };
  });
  window.fetch = async (url) => String(url).includes("stream")
    ? new Response(bytes) : new Response(JSON.stringify({ job: "1" }));
  const run = new Run("why");
  run.addEventListener("picture", () => told.push("picture"));
  run.start({}, {}, { route: "frames" });
  await began;
  run.cancel();
  let closed = false;
  open({ close: () => { closed = true; } });
  await new Promise((done) => setTimeout(done, 50));
  [window.fetch, window.createImageBitmap] = real;
  return [told, closed];
}"""

FILLED = """() => {
  const canvas = document.querySelectorAll("[data-exhibit=why] canvas.plain-picture[data-filled]");
  return canvas.length >= 2 && [...canvas].every((one) =>
    one.getContext("2d").getImageData(128, 128, 1, 1).data[3] === 255);
}"""


def test_a_painting_that_fails_takes_no_other_along(visit):
    seen = visit.open().page.evaluate(PAINT)
    assert len(seen) == 1
    assert "spilt" in seen[0]


def test_a_picture_of_a_cancelled_job_is_let_go(visit):
    assert visit.open().page.evaluate(LATE) == [[], True]


def test_the_average_is_painted_though_another_painting_fails_in_the_same_frame(visit):
    page = visit.open("/why?n=2&t=mean&sm=0").mounted("why").page
    page.evaluate(
        """async () => {
          const { paint } = await import("/web/dom.js");
          addEventListener("error", (event) => event.preventDefault());
          const spill = () => { throw new Error("spilt"); };
          setInterval(() => paint(spill), 1);
        }"""
    )
    page.locator("[data-exhibit=why] .panel:visible .go").first.click()
    page.wait_for_function(FILLED)


def test_nobody_is_asked_to_go_on_with_what_belongs_to_other_words(visit):
    page = visit.open("/why?n=2&t=mean&sm=0").mounted("why").page
    page.locator("[data-exhibit=why] .panel:visible .go").first.click()
    page.locator("#page-prompt input").fill("a red snail")
    page.locator("#page-prompt input").press("Enter")
    visit.rest()
    assert page.locator("[data-exhibit=why] .panel:visible .trouble:visible").count() == 0
    assert page.locator("[data-exhibit=why] [data-filled]").count() == 0
