"""Runs a command at a terminal of its own, types the line that comes in when the terminal no longer shows what
is typed, and prints all that was on the screen: terminal.py PROGRAM ARGUMENT..."""
import os
import pty
import select
import sys
import termios
import time

# A program that never hides it gets it all the same: then it is on the screen.
PATIENCE = 60

line = sys.stdin.buffer.readline()
child, screen = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])

shown, typed, began = b"", False, time.monotonic()
while True:
    hidden = not termios.tcgetattr(screen)[3] & termios.ECHO
    if not typed and (hidden or time.monotonic() - began > PATIENCE):
        os.write(screen, line)
        typed = True
    if not select.select([screen], [], [], 0.02)[0]:
        continue
    try:
        said = os.read(screen, 4096)
    except OSError:  # The other end is closed.
        break
    if not said:
        break
    shown += said
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
