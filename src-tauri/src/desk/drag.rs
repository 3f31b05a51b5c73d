//! A file follows the pointer out of a window, into the browser's upload field.

use std::path::PathBuf;

use tauri::WebviewWindow;
use tokio::sync::mpsc;

/// Lets a file follow the pointer, which is pressed, until it is let go. Says whether somebody took it; not,
/// where the drag cannot begin.
pub(crate) async fn drag_out(window: &WebviewWindow, file: PathBuf) -> bool {
    let (ended, mut end) = mpsc::channel(1);
    let from = window.clone();
    let begun = window.run_on_main_thread(move || {
        // Dropped where it does not begin: then the end is heard at once.
        let _ = begin(&from, file, ended);
    });
    begun.is_ok() && end.recv().await.unwrap_or(false)
}

/// Begins the drag; `ended` hears whether the file was taken. The crate for the other systems says on X11 that
/// it was, and hands over nothing.
#[cfg(target_os = "linux")]
fn begin(window: &WebviewWindow, file: PathBuf, ended: mpsc::Sender<bool>) -> tauri::Result<()> {
    use std::{cell::Cell, rc::Rc};

    use gtk::{gdk, glib, prelude::*};

    /// The first button of a pointer.
    const LEFT: i32 = 1;

    let Ok(address) = glib::filename_to_uri(file, None) else { return Ok(()) };
    let source = window.gtk_window()?;
    let targets = gtk::TargetList::new(&[]);
    targets.add_uri_targets(0);
    let Some(context) =
        source.drag_begin_with_coordinates(&targets, gdk::DragAction::COPY, LEFT, None, -1, -1)
    else {
        return Ok(());
    };
    context.drag_set_icon_name("video-x-generic", 8, 8);

    let failed = Rc::new(Cell::new(false));
    let hands_over = source.connect_drag_data_get(move |_, _, data, _, _| {
        data.set_uris(&[address.as_str()]);
    });
    let fails = {
        let failed = Rc::clone(&failed);
        source.connect_drag_failed(move |_, _, _| {
            failed.set(true);
            glib::Propagation::Proceed
        })
    };
    // What is asked for is asked for before this: then nobody listens any more.
    let ends = Rc::new(Cell::new(None));
    let listening = Cell::new(Some((hands_over, fails, Rc::clone(&ends))));
    ends.set(Some(source.connect_drag_end(move |source, _| {
        let _ = ended.try_send(!failed.get());
        if let Some((hands_over, fails, ends)) = listening.take() {
            source.disconnect(hands_over);
            source.disconnect(fails);
            ends.take().into_iter().for_each(|ends| source.disconnect(ends));
        }
    })));
    Ok(())
}

/// Begins the drag; `ended` hears whether the file was taken.
#[cfg(not(target_os = "linux"))]
fn begin(window: &WebviewWindow, file: PathBuf, ended: mpsc::Sender<bool>) -> Result<(), drag::Error> {
    let picture = drag::Image::Raw(include_bytes!("../../icons/32x32.png").to_vec());
    let tell = move |result, _| {
        let _ = ended.try_send(matches!(result, drag::DragResult::Dropped));
    };
    drag::start_drag(window, drag::DragItem::Files(vec![file]), picture, tell, drag::Options::default())
}
