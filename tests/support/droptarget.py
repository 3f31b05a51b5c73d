"""A small window that files are dropped on, as on a browser's upload field: droptarget.py X Y

It says `ready` when it is on the screen, `over` when something hangs over it, and `dropped` with the address of
each file that it was handed.
"""
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def say(*words):
    print(*words, flush=True)


def main(x, y):
    window = Gtk.Window(type=Gtk.WindowType.POPUP)
    window.set_default_size(120, 80)
    window.move(x, y)
    target = Gtk.EventBox()
    target.drag_dest_set(Gtk.DestDefaults.ALL, [], Gdk.DragAction.COPY)
    target.drag_dest_add_uri_targets()
    over = []

    def hangs_over(*_):
        if not over:
            over.append(True)
            say("over")
        return True

    def takes(_widget, _context, _x, _y, selection, _info, _time):
        for uri in selection.get_uris():
            say("dropped", uri)

    target.connect("drag-motion", hangs_over)
    target.connect("drag-data-received", takes)
    window.add(target)
    window.show_all()
    GLib.idle_add(say, "ready")
    Gtk.main()


main(int(sys.argv[1]), int(sys.argv[2]))
