"""Tells the window whose title begins so to close, as its close button does: closewindow.py TITLE"""
import ctypes
import sys

ID = ctypes.c_ulong
x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XDefaultRootWindow.restype = ID
x.XInternAtom.restype = ID


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ID),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ID),
        ("message_type", ID),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 12),
    ]


def windows(display, root):
    ids, count, gone = ctypes.POINTER(ID)(), ctypes.c_uint(), ID()
    x.XQueryTree(display, root, *(ctypes.byref(to) for to in (gone, gone, ids, count)))
    return [ID(ids[at]) for at in range(count.value)]


def title(display, window):
    name = ctypes.c_char_p()
    x.XFetchName(display, window, ctypes.byref(name))
    return name.value or b""


def close(display, window):
    protocols = x.XInternAtom(display, b"WM_PROTOCOLS", False)
    delete = x.XInternAtom(display, b"WM_DELETE_WINDOW", False)
    told = ClientMessage(type=33, window=window, message_type=protocols, format=32)
    told.data[0] = delete
    x.XSendEvent(display, window, False, ctypes.c_long(0), ctypes.byref(told))


display = ctypes.c_void_p(x.XOpenDisplay(None))
root = ID(x.XDefaultRootWindow(display))
wanted = sys.argv[1].encode()
found = [one for one in windows(display, root) if title(display, one).startswith(wanted)]
for one in found:
    close(display, one)
x.XSync(display, False)
sys.exit(0 if found else 1)
