"""Read the page on standard input as a parser of HTML would, where that can harm nobody: `bot.sources.bounds` starts it.

Says `ok`, or what is too much about the page. A page that costs half a second of this process is not worth more of the other.
"""

from __future__ import annotations

import sys
import time

MOST_SECONDS, LONGEST_SECONDS = 0.3, 0.5
"""Of the parser alone, and of all."""
MOST_NODES = 300_000
DEEPEST = 400


def verdict(body: bytes) -> str:
    """`ok`, or what is too much: the time that the parser took, the elements, how deep they nest."""
    from selectolax.lexbor import LexborHTMLParser

    began = time.process_time()
    root = LexborHTMLParser(body.decode("utf-8", errors="replace")).root
    if time.process_time() - began > MOST_SECONDS:
        return "takes a parser too long"
    nodes, stack = 0, [(root, 0)]
    while stack:
        node, depth = stack.pop()
        nodes += 1
        if nodes > MOST_NODES:
            return f"has more than {MOST_NODES} elements"
        if depth > DEEPEST:
            return f"nests more than {DEEPEST} elements"
        if node is not None:
            stack += [(child, depth + 1) for child in node.iter(include_text=True)]
    return "ok"


def main() -> None:
    """Half a second of processor time and a gigabyte of memory, where the system can hold a process to them."""
    try:
        import resource
        import signal

        signal.setitimer(signal.ITIMER_PROF, LONGEST_SECONDS)  # its signal ends the process, whatever holds the interpreter's lock
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    except (ImportError, AttributeError, ValueError, OSError):
        pass
    sys.stdout.write(verdict(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
