"""`python -m crawler` is the command."""

from crawler.cli import main

main()
