/**
 * Plays Rust in a browser, with invented series, for tests and for looking at the window.
 * The address chooses what there is: `?fake=34` (episodes of the first series), `&ugly`, `&lost`
 * (missing files), `&noffmpeg`, `&long` (the first clip lasts 1:32:40.12), `&unheard` (nothing is read
 * through yet), `&full` (hardly any room), `&unlucky` (a file cannot be made), `&lang=fr`,
 * `&theme=light`, `&slow` (jobs that take their time), `&desk=12` (so many episodes are in the portal,
 * whole series: `&desk=12&review`), `&accounts` (two are logged in), `&nokeys`, `&nokeychain`, `&connected` (connections were made).
 */
import type { Backend, FileDrop } from './backend';
import type { DraftId, Ffmpeg, FixTicks, Settings, Start } from './bindings';
import { FakeAccounts } from './fake/accounts';
import { FakeDesk } from './fake/desk';
import { dryRun, fixEdit } from './fake/dry-run';
import { refuse } from './fake/edits';
import { MISSING, READY } from './fake/ffmpeg';
import { Jobs } from './fake/jobs';
import { analysisOf, mergeEdit, plansFor, splitEdit, takeApartEdit } from './fake/knife';
import { Network } from './fake/network';
import { exportPlan } from './fake/plan';
import { Publishing } from './fake/publishing';
import { lengthsAt, rulesInForce } from './fake/rules';
import { makeDraft } from './fake/samples';
import { fillShelf } from './fake/shelf';
import { Store } from './fake/store';
import { FakeWork } from './fake/work';

/** What a test can do to the fake besides. */
export interface Fake extends Backend {
  /** Files come over the window, or fall on it. */
  drag(drop: FileDrop): void;
  /** Connections are open to those hosts now, and to no others. */
  connect(hosts: string[]): void;
  /** The window is told to close; done once it may. */
  close(): Promise<void>;
  /** What the next dialog answers. */
  answers: { files: string[]; folder: string | null; picture: string | null };
}

export function makeFake(search = '', mediaUrl = '/fake-media'): Fake {
  const asked = new URLSearchParams(search);
  const store = new Store(rulesInForce);
  const jobs = new Jobs(asked.has('slow') ? 2500 : asked.has('at-once') ? 0 : 120);
  const desk = new FakeDesk(rulesInForce, (id) => store.view(id));
  const network = new Network(asked.has('connected'));
  const publishing = new Publishing(asked, store, jobs);
  const accounts = new FakeAccounts(asked, jobs);
  const work = new FakeWork(asked, store, jobs, desk);
  const closings = new Set<() => Promise<void>>();
  const drops = new Set<(drop: FileDrop) => void>();
  const saved = new Set<(start: Start) => void>();
  const answers: Fake['answers'] = {
    files: ['/home/ada/Videos/Extra/35 Reader’s questions.mp4', '/home/ada/Videos/notes.txt'],
    folder: '/home/ada/Kits',
    picture: '/home/ada/Pictures/cover.jpg',
  };
  let ffmpeg: Ffmpeg = asked.has('noffmpeg') ? MISSING : READY;
  let settings: Settings = {
    language: asked.get('lang') === 'fr' ? 'fr' : 'en',
    theme: asked.get('theme') === 'light' ? 'light' : 'dark',
    ffmpeg: null,
  };
  let made = 100;
  fillShelf(store, desk, asked);

  const start = (): Start => ({
    settings,
    language: settings.language ?? 'en',
    mediaUrl,
    ffmpeg,
    rules: rulesInForce,
    dataFolder: '/home/ada/.local/share/studio.showrunner.desktop',
    version: '0.1.0',
    show: null,
  });

  const dry = (id: DraftId, ticks: FixTicks) =>
    dryRun(store.draft(id), store.view(id).revision, ticks, (draft) => store.check(id, draft));

  return {
    answers,
    close: async () => void (await Promise.all([...closings].map((listener) => listener()))),
    connect: (hosts) => network.opened(hosts),
    drag: (drop) => drops.forEach((listener) => listener(drop)),

    start: async () => start(),
    saveSettings: async (next) => {
      settings = next;
      saved.forEach((listener) => listener(start()));
      return start();
    },
    lookForFfmpeg: async () => (ffmpeg = READY),

    shelf: async () => ({ drafts: store.summaries(), problem: null }),
    newDraft: async (title) => {
      const draft = makeDraft({ title, episodes: 0, seed: (made += 1), price: null });
      store.add(draft);
      return store.view(draft.id);
    },
    duplicateDraft: async (id) => {
      const copy = { ...store.draft(id), id: `draft${(made += 1)}` };
      store.add(copy);
      return copy.id;
    },
    archiveDraft: async (id, archived) => store.archive(id, archived),

    openDraft: async (id) => store.view(id),
    closeDraft: async () => undefined,
    lookAgain: async (id) => store.view(id),
    step: async (id, _revision, step) => store.step(id, step),
    setPrice: async (id, _revision, text) => {
      const found = /^\$?\s*(\d{1,6})(?:[.,](\d{1,2}))?\s*\$?$/.exec(text.trim());
      if (!found) refuse('not_a_price', text);
      const cents = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
      if (cents < 99 || cents > 18_999) refuse('price_outside_rules', text);
      return store.step(id, { step: 'edit', edit: 'set_price', price: cents });
    },
    setCover: async (id, _revision, from) => {
      if (from.kind === 'file' && !/\.(jpe?g|png|webp)$/i.test(from.path))
        refuse('not_a_picture', from.path);
      const picture = from.kind === 'frame' ? `frame-${from.episode}-${from.at}` : 'file';
      const cover = { picture, width: 1080, height: 1920, from };
      return store.step(id, { step: 'edit', edit: 'set_cover', cover });
    },
    relink: async (id, _revision, clipId, path) => {
      const clip = store.draft(id).clips[clipId] ?? refuse('edit_refused', 'no such clip');
      store.found(id, clipId);
      const found = { ...clip, path: path ?? clip.path };
      return store.step(id, { step: 'edit', edit: 'relink', clip: found });
    },

    analyse: async (id) => work.readThrough(id),
    analysis: async (id, clip) => {
      const found = analysisOf(store.draft(id).clips[clip] ?? refuse('edit_refused', clip));
      return store.unheard.has(clip) ? { clip, index: null, sound: null, peaks: false } : found;
    },
    lengthsAt: async (target) => lengthsAt(target),
    splitPlans: async (id, episode, wish, limits, marks) => {
      await new Promise((next) => setTimeout(next, asked.has('slow') ? 3000 : 0));
      const target = store.draft(id).episodes.find((one) => one.id === episode)?.target;
      return plansFor(store.draft(id), episode, wish, limits ?? lengthsAt(target), marks);
    },
    split: async (id, _revision, episode, cuts) =>
      store.step(id, { step: 'edit', ...splitEdit(store.draft(id), episode, cuts) }),
    merge: async (id, _revision, episodes) =>
      store.step(id, { step: 'edit', ...mergeEdit(store.draft(id), episodes) }),
    takeApart: async (id, _revision, episode) =>
      store.step(id, { step: 'edit', ...takeApartEdit(store.draft(id), episode) }),

    importFiles: async (id, paths, place) => work.take(id, paths, place),
    exportPlan: async (id) => exportPlan(store.draft(id)),
    writeKit: async (id, folder) => work.writeKit(id, folder),
    dryRun: async (id, ticks) => ({
      run: dry(id, ticks),
      freeBytes: asked.has('full') ? 4_000_000_000 : 212_000_000_000,
    }),
    fixAll: async (id, revision, ticks) => {
      if (store.view(id).revision !== revision) refuse('draft_moved_on', 'the draft moved on');
      const { rows } = dry(id, ticks);
      const edit = fixEdit(rows) ?? refuse('edit_refused', 'there is nothing to do');
      const view = store.step(id, { step: 'edit', ...edit });
      return { view, job: work.prepare(id) };
    },
    prepare: async (id) => work.prepare(id),
    pauseJob: async (id) => jobs.pause(id, true),
    resumeJob: async (id) => jobs.pause(id, false),

    desk: async (id) => desk.view(id),
    deskTick: async (id, step, tick) => desk.tick(id, step, tick),
    deskDeclare: async (id, point, so) => desk.declare(id, point, so),
    countFollowers: async () => desk.eligible(),
    eligibility: async () => desk.eligible(),
    declareEligible: async (rule, so) => desk.answer(rule, so),
    deskStatus: async (id, status, reason) => desk.report(id, status, reason),
    openDesk: async () => undefined,
    deskOnTop: async (on) => {
      settings = { ...settings, desk_on_top: on };
      saved.forEach((listener) => listener(start()));
    },
    showInStudio: async () => undefined,
    openPortal: async () => undefined,
    dragFile: async () => true,
    copyText: async () => undefined,

    publishView: async (id, kind, account) => publishing.view(id, kind, account),
    creator: async (account) => publishing.creator(account),
    savePostSettings: async (id, kind, settings) => publishing.saveSettings(id, kind, settings),
    postLacks: async (id, start) => publishing.lacks(id, start),
    startPublish: async (id, start) => publishing.start(id, start),
    startRehearsal: async (id, start) => publishing.rehearse(id, start),
    settlePosting: async (posting, settled) => publishing.settle(posting, settled),

    accountsView: async () => accounts.view(),
    logIn: async () => accounts.logIn(),
    logOut: async (account) => accounts.logOut(account),
    logInToPeertube: async (server, user, password, secondFactor) =>
      accounts.logInToPeertube(server, user, password, secondFactor),
    saveAppKeys: async (key) => accounts.saveKeys(key),
    forgetAppKeys: async () => accounts.forgetKeys(),
    keepSecrets: async (session) => accounts.keep(session),
    lookForChannels: async (account) => publishing.lookForChannels(account),
    openPosts: async () => undefined,
    openDevelopers: async () => undefined,

    jobs: async () => jobs.list(),
    cancelJob: async (id) => jobs.cancel(id),

    connections: async () => network.made,
    openConnections: async () => network.open,

    chooseFiles: async () => answers.files,
    chooseFolder: async () => answers.folder,
    choosePicture: async () => answers.picture,
    chooseFfmpeg: async () => READY.path,
    pastedFiles: async () => answers.files,
    reveal: async () => undefined,
    openSource: async () => undefined,

    onSettings: (listener) => {
      saved.add(listener);
      return () => saved.delete(listener);
    },
    onJob: (listener) => jobs.listen(listener),
    onPosted: (listener) => publishing.listen(listener),
    // Files are sent in no time here.
    onSentSoFar: () => () => undefined,
    onDraftChanged: () => () => undefined,
    onDeskChanged: (listener) => desk.listen(listener),
    onAnalysed: (listener) => work.onAnalysed(listener),
    onConnections: (listener) => network.listen(listener),
    onClosing: (listener) => {
      closings.add(listener);
      return () => closings.delete(listener);
    },
    onFileDrop: (listener) => {
      drops.add(listener);
      return () => drops.delete(listener);
    },
  };
}
