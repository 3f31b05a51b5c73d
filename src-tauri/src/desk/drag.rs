//! A file follows the pointer out of a window, into the browser's upload field.

use std::path::PathBuf;

use tauri::WebviewWindow;
use tokio::sync::mpsc;

/// Lets a file follow the pointer, which is pressed, until it is let go. Says whether somebody took it; not,
/// where the drag cannot begin.
pub(crate) async fn drag_out(window: &WebviewWindow, file: PathBuf) -> bool {
    let (ended, mut end) = mpsc::channel(1);
    begin(window, file, ended).is_ok() && end.recv().await.unwrap_or(false)
}

/// Begins the drag; `ended` hears whether the file was taken, or is dropped where the drag cannot begin. The
/// crate for the other systems says on X11 that it was taken, and hands over nothing.
#[cfg(target_os = "linux")]
fn begin(window: &WebviewWindow, file: PathBuf, ended: mpsc::Sender<bool>) -> tauri::Result<()> {
    use std::{
        cell::{Cell, RefCell},
        rc::Rc,
    };

    use gtk::{gdk, glib, prelude::*};

    /// The first button of a pointer.
    const LEFT: i32 = 1;

    window.with_webview(move |webview| {
        let source = webview.inner();
        let targets = gtk::TargetList::new(&[]);
        targets.add_uri_targets(0);
        let Ok(address) = glib::filename_to_uri(file, None) else { return };
        let copy = gdk::DragAction::COPY;
        let begun = source.drag_begin_with_coordinates(&targets, copy, LEFT, None, -1, -1);
        let Some(context) = begun else { return };
        context.drag_set_icon_name("video-x-generic", 8, 8);

        // The webview drags things of its own: only this drag is answered.
        let (ours, failed) = (context.clone(), Rc::new(Cell::new(false)));
        let hands_over = source.connect_drag_data_get(move |_, of, data, _, _| {
            if *of == ours {
                data.set_uris(&[address.as_str()]);
            }
        });
        let (fails, ours) = (Rc::clone(&failed), context.clone());
        let fails = source.connect_drag_failed(move |_, of, _| {
            fails.set(fails.get() || *of == ours);
            glib::Propagation::Proceed
        });
        let listening = Rc::new(RefCell::new(vec![hands_over, fails]));
        let kept = Rc::clone(&listening);
        let ends = source.connect_drag_end(move |source, of| {
            if *of != context {
                return;
            }
            // By now whoever took it has been handed it: nobody needs to listen any more.
            listening.take().into_iter().for_each(|handler| source.disconnect(handler));
            release(source);
            let _ = ended.try_send(!failed.get());
        });
        kept.borrow_mut().push(ends);
    })
}

/// Tells a page that the pointer was let go: what goes on during a drag, it does not hear.
#[cfg(target_os = "linux")]
fn release(page: &impl gtk::prelude::IsA<gtk::Widget>) {
    use gtk::{gdk, glib::translate::ToGlibPtr, prelude::*};

    let Some(window) = page.window() else { return };
    let pointer = page.display().default_seat().and_then(|seat| seat.pointer());
    let mut event = gdk::Event::new(gdk::EventType::ButtonRelease);
    event.set_device(pointer.as_ref());
    let Ok(mut event) = event.downcast::<gdk::EventButton>() else { return };
    let told = event.as_mut();
    told.window = window.to_glib_full();
    told.state = gdk::ffi::GDK_BUTTON1_MASK;
    told.button = 1;
    // Outside of the page: nothing in it is clicked.
    (told.x, told.y) = (-1.0, -1.0);
    page.event(&event);
}

/// Begins the drag; `ended` hears whether the file was taken.
#[cfg(not(target_os = "linux"))]
fn begin(window: &WebviewWindow, file: PathBuf, ended: mpsc::Sender<bool>) -> tauri::Result<()> {
    let from = window.clone();
    window.run_on_main_thread(move || {
        let picture = drag::Image::Raw(include_bytes!("../../icons/32x32.png").to_vec());
        let file = drag::DragItem::Files(vec![file]);
        let tell = move |result, _| {
            let _ = ended.try_send(matches!(result, drag::DragResult::Dropped));
        };
        // Where it does not begin, nobody tells: then the end is heard at once.
        let _ = drag::start_drag(&from, file, picture, tell, drag::Options::default());
    })
}
