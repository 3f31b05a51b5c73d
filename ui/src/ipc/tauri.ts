/** The real door: the only file that speaks to Tauri. Rust's command names are ours in snake_case. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import { getCurrentWindow } from '@tauri-apps/api/window';
import type { Backend, FileDrop } from './backend';
import type { DraftId, Job, SentSoFar, Start } from './bindings';

export const tauri: Backend = {
  start: () => invoke('start'),
  saveSettings: (settings) => invoke('save_settings', { settings }),
  lookForFfmpeg: () => invoke('look_for_ffmpeg'),

  shelf: () => invoke('shelf'),
  newDraft: (title) => invoke('new_draft', { title }),
  duplicateDraft: (draft) => invoke('duplicate_draft', { draft }),
  archiveDraft: (draft, archived) => invoke('archive_draft', { draft, archived }),

  openDraft: (draft) => invoke('open_draft', { draft }),
  closeDraft: (draft) => invoke('close_draft', { draft }),
  lookAgain: (draft) => invoke('look_again', { draft }),
  step: (draft, revision, step) => invoke('step', { draft, revision, step }),
  setPrice: (draft, revision, text) => invoke('set_price', { draft, revision, text }),
  setCover: (draft, revision, from) => invoke('set_cover', { draft, revision, from }),
  relink: (draft, revision, clip, path) => invoke('relink', { draft, revision, clip, path }),

  importFiles: (draft, paths, place) => invoke('import_files', { draft, paths, place }),
  analyse: (draft) => invoke('analyse', { draft }),
  analysis: (draft, clip) => invoke('analysis', { draft, clip }),
  splitPlans: (draft, episode, wish, limits, marks) =>
    invoke('split_plans', { draft, episode, wish, limits, marks }),
  lengthsAt: (target) => invoke('lengths_at', { target }),
  split: (draft, revision, episode, cuts) => invoke('split', { draft, revision, episode, cuts }),
  merge: (draft, revision, episodes) => invoke('merge', { draft, revision, episodes }),
  takeApart: (draft, revision, episode) => invoke('take_apart', { draft, revision, episode }),
  dryRun: (draft, ticks) => invoke('dry_run', { draft, ticks }),
  fixAll: (draft, revision, ticks) => invoke('fix_all', { draft, revision, ticks }),
  prepare: (draft) => invoke('prepare', { draft }),
  pauseJob: (job) => invoke('pause_job', { job }),
  resumeJob: (job) => invoke('resume_job', { job }),

  exportPlan: (draft) => invoke('export_plan', { draft }),
  writeKit: (draft, folder) => invoke('write_kit', { draft, folder }),
  publishView: (draft, kind, account) => invoke('publish_view', { draft, kind, account }),
  creator: (account) => invoke('creator', { account }),
  postLacks: (draft, start) => invoke('post_lacks', { draft, start }),
  startPublish: (draft, start) => invoke('start_publish', { draft, start }),
  startRehearsal: (draft, start) => invoke('start_rehearsal', { draft, start }),
  settlePosting: (posting, settled) => invoke('settle_posting', { posting, settled }),
  savePostSettings: (draft, kind, settings) =>
    invoke('save_post_settings', { draft, kind, settings }),

  jobs: () => invoke('jobs'),
  cancelJob: (job) => invoke('cancel_job', { job }),

  accountsView: () => invoke('accounts_view'),
  logIn: (another) => invoke('log_in', { another }),
  logOut: (account) => invoke('log_out', { account }),
  logInToPeertube: (server, user, password, secondFactor) =>
    invoke('log_in_to_peertube', { server, user, password, secondFactor }),
  saveAppKeys: (key, secret) => invoke('save_app_keys', { key, secret }),
  forgetAppKeys: () => invoke('forget_app_keys'),
  keepSecrets: (session) => invoke('keep_secrets', { session }),
  lookForChannels: (account) => invoke('look_for_channels', { account }),
  openPosts: (account) => invoke('open_posts', { account }),
  openDevelopers: () => invoke('open_developers'),

  connections: () => invoke('connections'),
  openConnections: () => invoke('open_connections'),

  desk: (draft) => invoke('desk', { draft }),
  deskTick: (draft, step, tick) => invoke('desk_tick', { draft, step, tick }),
  deskDeclare: (draft, point, so) => invoke('desk_declare', { draft, point, so }),
  deskStatus: (draft, status, reason) => invoke('desk_status', { draft, status, reason }),
  eligibility: () => invoke('eligibility'),
  countFollowers: () => invoke('count_followers'),
  declareEligible: (rule, so) => invoke('declare_eligible', { rule, so }),
  openDesk: (draft) => invoke('open_desk', { draft }),
  deskOnTop: (on) => invoke('desk_on_top', { on }),
  showInStudio: (draft, place) => invoke('show_in_studio', { draft, place }),
  openPortal: () => invoke('open_portal'),
  dragFile: (draft, path) => invoke('drag_file', { draft, path }),
  copyText: (text) => invoke('copy_text', { text }),

  chooseFiles: () => invoke('choose_files'),
  chooseFolder: () => invoke('choose_folder'),
  choosePicture: () => invoke('choose_picture'),
  chooseFfmpeg: () => invoke('choose_ffmpeg'),
  pastedFiles: () => invoke('pasted_files'),
  reveal: (path) => invoke('reveal', { path }),
  openSource: (url) => invoke('open_source', { url }),

  onSettings: (listener) =>
    stoppable(listen<Start>('settings', ({ payload }) => listener(payload))),
  onJob: (listener) => stoppable(listen<Job>('job', ({ payload }) => listener(payload))),
  onDraftChanged: (listener) =>
    stoppable(listen<DraftId>('draft-changed', ({ payload }) => listener(payload))),
  onAnalysed: (listener) =>
    stoppable(listen<DraftId>('analysed', ({ payload }) => listener(payload))),
  onConnections: (listener) =>
    stoppable(listen<string[]>('connections', ({ payload }) => listener(payload))),
  onDeskChanged: (listener) =>
    stoppable(listen<DraftId | null>('desk-changed', ({ payload }) => listener(payload))),
  onPosted: (listener) => stoppable(listen<DraftId>('posted', ({ payload }) => listener(payload))),
  onSentSoFar: (listener) =>
    stoppable(listen<SentSoFar>('sent-so-far', ({ payload }) => listener(payload))),
  onFileDrop: (listener) =>
    stoppable(
      getCurrentWebview().onDragDropEvent(({ payload }) => {
        const drop = asDrop(payload);
        if (drop) listener(drop);
      }),
    ),
  onClosing: (listener) =>
    stoppable(getCurrentWindow().onCloseRequested(() => Promise.race([listener(), patience()]))),
};

/** A window that is told to close closes soon, whatever else hangs. */
const patience = () => new Promise<void>((over) => setTimeout(over, 3000));

/** Windows reports physical pixels; macOS and GTK report the same as CSS. */
const scale = navigator.userAgent.includes('Windows') ? () => window.devicePixelRatio : () => 1;

type Dragged =
  | { type: 'enter' | 'drop'; paths: string[]; position: { x: number; y: number } }
  | { type: 'over'; position: { x: number; y: number } }
  | { type: 'leave' };

function asDrop(event: Dragged): FileDrop | null {
  if (event.type === 'leave') return { kind: 'leave' };
  const [x, y] = [event.position.x / scale(), event.position.y / scale()];
  if (event.type === 'drop') return { kind: 'drop', x, y, paths: event.paths };
  return { kind: 'over', x, y };
}

/** A listener that can be stopped at once, even while it is still being set up. */
function stoppable(setUp: Promise<() => void>): () => void {
  let stopped = false;
  let stop: () => void = () => undefined;
  void setUp.then((unlisten) => {
    stop = unlisten;
    if (stopped) unlisten();
  });
  return () => {
    stopped = true;
    stop();
  };
}
