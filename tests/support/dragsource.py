"""A small window that real files are dragged from: dragsource.py X Y FILE…

It says `ready` when it is on the screen, `sent` when the files were handed over, `ended` when the drag is over.
"""
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def say(word):
    print(word, flush=True)


def main(x, y, files):
    uris = [GLib.filename_to_uri(file, None) for file in files]
    window = Gtk.Window(type=Gtk.WindowType.POPUP)
    window.set_default_size(120, 80)
    window.move(x, y)
    source = Gtk.EventBox()
    source.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    source.drag_source_add_uri_targets()

    def hand_over(_widget, _context, selection, _info, _time):
        selection.set_uris(uris)
        say("sent")

    source.connect("drag-data-get", hand_over)
    source.connect("drag-end", lambda *_: say("ended"))
    window.add(source)
    window.show_all()
    GLib.idle_add(say, "ready")
    Gtk.main()


main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
