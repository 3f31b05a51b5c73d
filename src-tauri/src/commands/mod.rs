//! The commands the window can call: typed input, one `studio` call, typed output.

mod account;
mod connections;
mod desk;
mod dialogs;
mod drafts;
mod knife;
mod publish;
mod system;
mod work;

use studio::{Problem, ProblemCode};
use tauri::{Wry, ipc::Invoke};

/// What the submission desk's window may ask for. It stands beside a browser, and needs no more.
const OF_THE_DESK: [&str; 16] = [
    "copy_text",
    "count_followers",
    "declare_eligible",
    "desk",
    "desk_declare",
    "desk_on_top",
    "desk_status",
    "desk_tick",
    "drag_file",
    "eligibility",
    "jobs",
    "open_connections",
    "open_portal",
    "reveal",
    "show_in_studio",
    "start",
];

/// Answers the commands of each window: the studio's may ask for all of them.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    let answers = all();
    move |invoke| {
        let message = &invoke.message;
        let asks = message.command();
        if message.webview_ref().label() == crate::desk::LABEL && !OF_THE_DESK.contains(&asks) {
            let refused = Problem::new(ProblemCode::Unexpected).detail(asks);
            invoke.resolver.reject(refused);
            return true;
        }
        answers(invoke)
    }
}

/// All commands, by the names `ui/src/ipc/tauri.ts` calls.
fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        account::accounts_view,
        account::forget_app_keys,
        account::keep_secrets,
        account::log_in,
        account::log_in_to_peertube,
        account::log_out,
        account::look_for_channels,
        account::open_developers,
        account::open_posts,
        account::save_app_keys,
        connections::connections,
        connections::open_connections,
        desk::copy_text,
        desk::count_followers,
        desk::declare_eligible,
        desk::desk,
        desk::desk_declare,
        desk::desk_on_top,
        desk::desk_status,
        desk::desk_tick,
        desk::drag_file,
        desk::eligibility,
        desk::open_desk,
        desk::open_portal,
        desk::show_in_studio,
        dialogs::choose_ffmpeg,
        dialogs::choose_files,
        dialogs::choose_folder,
        dialogs::choose_picture,
        dialogs::pasted_files,
        drafts::archive_draft,
        drafts::close_draft,
        drafts::duplicate_draft,
        drafts::look_again,
        drafts::new_draft,
        drafts::open_draft,
        drafts::relink,
        drafts::set_cover,
        drafts::set_price,
        drafts::shelf,
        drafts::step,
        knife::analyse,
        knife::analysis,
        knife::dry_run,
        knife::fix_all,
        knife::merge,
        knife::pause_job,
        knife::prepare,
        knife::resume_job,
        knife::split,
        knife::lengths_at,
        knife::split_plans,
        knife::take_apart,
        publish::creator,
        publish::post_lacks,
        publish::publish_view,
        publish::save_post_settings,
        publish::settle_posting,
        publish::start_publish,
        publish::start_rehearsal,
        system::look_for_ffmpeg,
        system::open_source,
        system::reveal,
        system::save_settings,
        system::start,
        work::cancel_job,
        work::export_plan,
        work::import_files,
        work::jobs,
        work::write_kit,
    ]
}
