"""What is made from the weights and from the source: pictures, tables, and quotations in pages.

One file makes one thing; `python -m derive` (or `make derived`) makes all of them in order.
"""
