/**
 * Plays Rust in a browser, with invented series, for tests and for looking at the window.
 * The address chooses what there is: `?fake=34` (episodes of the first series), `&ugly`, `&lost`
 * (missing files), `&noffmpeg`, `&long` (the first clip lasts 1:32:40.12), `&unheard` (nothing is read
 * through yet), `&full` (hardly any room), `&unlucky` (a file cannot be made), `&lang=fr`,
 * `&theme=light`, `&slow` (jobs that take their time), `&desk=12` (so many episodes are in the portal,
 * whole series: `&desk=12&review`), `&accounts` (two are logged in), `&nokeys`, `&nokeychain`, `&connected` (connections were made).
 */
import type { Backend, FileDrop } from './backend';
import type { DraftId, Ffmpeg, FixTicks, JobId, Settings, Start } from './bindings';
import { FakeDesk } from './fake/desk';
import { FakeAccounts } from './fake/accounts';
import { dryRun, fixEdit } from './fake/dry-run';
import { refuse } from './fake/edits';
import { Network } from './fake/network';
import { Jobs } from './fake/jobs';
import { analysisOf, mergeEdit, plansFor, splitEdit, takeApartEdit } from './fake/knife';
import { exportPlan, outlook } from './fake/plan';
import { beginPublishing, Publishing } from './fake/publishing';
import { rulesInForce } from './fake/rules';
import { paidOf } from '../lib/episodes';
import { limitOf, LONGEST, SHORTEST } from '../lib/rules';
import { makeClip, makeDraft } from './fake/samples';
import { Store } from './fake/store';

const READY = {
  state: 'ready',
  path: '/usr/bin/ffmpeg',
  version: '6.1.1',
  encoders: [
    { name: 'libx264', kind: 'software', codec: 'h264', state: 'works' },
    { name: 'h264_nvenc', kind: 'hardware', codec: 'h264', state: 'fails' },
    { name: 'h264_vaapi', kind: 'hardware', codec: 'h264', state: 'untried' },
    { name: 'libx265', kind: 'software', codec: 'hevc', state: 'works' },
    { name: 'aac', kind: 'software', codec: 'aac', state: 'works' },
  ],
} satisfies Ffmpeg;
const MISSING: Ffmpeg = {
  state: 'missing',
  looked: [
    { place: 'beside', path: '/opt/showrunner/ffmpeg', found: { what: 'nothing' } },
    { place: 'path', path: '/usr/local/bin/ffmpeg', found: { what: 'too_old', version: '4.2.7' } },
    { place: 'path', path: '/usr/bin/ffmpeg', found: { what: 'nothing' } },
  ],
  needs: '5.0',
  install: 'sudo apt install ffmpeg',
};

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
  const closings = new Set<() => Promise<void>>();
  const drops = new Set<(drop: FileDrop) => void>();
  const saved = new Set<(start: Start) => void>();
  const analysed = new Set<(draft: DraftId) => void>();
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
  const legal = {
    min: limitOf(rulesInForce, SHORTEST) ?? 0,
    max: limitOf(rulesInForce, LONGEST),
    aim: null,
  };
  fill(store, asked);
  beginDesk(store, desk, asked);

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

  /** Makes the files that are not copied. */
  function prepare(id: DraftId): JobId {
    const draft = store.draft(id);
    const made = draft.episodes.filter(
      (episode) => outlook(draft, episode).recipe.road.road !== 'copy',
    );
    const failed = asked.has('unlucky') ? made.slice(0, 1) : [];
    return jobs.start({
      kind: 'prepare',
      draft: id,
      pieces: made.map(({ title }) => title),
      done: () => ({
        state: 'prepared',
        outcome: {
          made: made.length - failed.length,
          ready: 0,
          failed: failed.map(({ title }) => ({
            title,
            problem: {
              code: 'disk_full',
              message: {
                key: 'error.disk_full',
                values: { path: { kind: 'text', value: '/home/ada' } },
              },
              detail: null,
            },
          })),
          detours: [],
        },
      }),
    });
  }

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

    analyse: async (id) => {
      const clips = Object.values(store.draft(id).clips).filter(({ id }) => store.unheard.has(id));
      // Where nothing is left to read, there is nothing to tell of either.
      if (clips.length === 0) return 0;
      return jobs.start({
        kind: 'analyse',
        draft: id,
        pieces: clips.map(({ path }) => path.split('/').at(-1) ?? path),
        piece: (at) => {
          store.unheard.delete(clips[at]?.id ?? '');
          analysed.forEach((listener) => listener(id));
        },
        done: () => ({ state: 'analysed', outcome: { analysed: clips.length, failed: [] } }),
      });
    },
    analysis: async (id, clip) => {
      const found = analysisOf(store.draft(id).clips[clip] ?? refuse('edit_refused', clip));
      return store.unheard.has(clip) ? { clip, index: null, sound: null, peaks: false } : found;
    },
    splitPlans: async (id, episode, wish, limits, marks) => {
      await new Promise((next) => setTimeout(next, asked.has('slow') ? 3000 : 0));
      return plansFor(store.draft(id), episode, wish, limits ?? legal, marks);
    },
    split: async (id, _revision, episode, cuts) =>
      store.step(id, { step: 'edit', ...splitEdit(store.draft(id), episode, cuts) }),
    merge: async (id, _revision, episodes) =>
      store.step(id, { step: 'edit', ...mergeEdit(store.draft(id), episodes) }),
    takeApart: async (id, _revision, episode) =>
      store.step(id, { step: 'edit', ...takeApartEdit(store.draft(id), episode) }),

    importFiles: async (id, paths, place) =>
      jobs.start({
        kind: 'import',
        draft: id,
        pieces: paths.map((path) => path.split('/').at(-1) ?? path),
        done: () => {
          const good = paths.filter((path) => /\.(mp4|mov|mkv|webm)$/i.test(path));
          const clips = good.map((path) => makeClip((made += 1), 7, path));
          const episodes = clips.map((clip, i) => ({
            id: `new${clip.id}`,
            clip: clip.id,
            title: titleOf(good[i] ?? ''),
            trim: null,
          }));
          if (episodes.length > 0)
            store.step(id, { step: 'edit', edit: 'add', clips, episodes, place });
          const refused = paths.filter((path) => !good.includes(path));
          return {
            state: 'imported',
            outcome: {
              added: episodes.map((episode) => episode.id),
              refused: refused.map((path) => ({
                path,
                problem: {
                  code: 'not_media',
                  message: {
                    key: 'error.not_media',
                    values: { file: { kind: 'text', value: path.split('/').at(-1) ?? path } },
                  },
                  detail: null,
                },
              })),
              duplicates: [],
            },
          };
        },
      }),
    exportPlan: async (id) => exportPlan(store.draft(id)),
    writeKit: async (id, folder) => {
      const draft = store.draft(id);
      return jobs.start({
        kind: 'kit',
        draft: id,
        pieces: paidOf(draft).map((episode) => episode.title),
        done: () => {
          desk.written(id);
          return {
            state: 'kit_written',
            outcome: {
              folder: `${folder}/${draft.title}`,
              episodes: paidOf(draft).length,
              bytes: 11_200_000_000,
              untouched: paidOf(draft).filter((episode) => !episode.trim).length,
              prepared: 0,
              detours: [],
            },
          };
        },
      });
    },
    dryRun: async (id, ticks) => ({
      run: dry(id, ticks),
      freeBytes: asked.has('full') ? 4_000_000_000 : 212_000_000_000,
    }),
    fixAll: async (id, revision, ticks) => {
      if (store.view(id).revision !== revision) refuse('draft_moved_on', 'the draft moved on');
      const { rows } = dry(id, ticks);
      const edit = fixEdit(rows) ?? refuse('edit_refused', 'there is nothing to do');
      const view = store.step(id, { step: 'edit', ...edit });
      return { view, job: prepare(id) };
    },
    prepare: async (id) => prepare(id),
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
    deskOnTop: async () => undefined,
    showInStudio: async () => undefined,
    openPortal: async () => undefined,
    dragFile: async () => true,
    copyText: async () => undefined,

    publishView: async (id, account) => publishing.view(id, account),
    creator: async (account) => publishing.creator(account),
    savePostSettings: async (id, settings) => publishing.saveSettings(id, settings),
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
    onDraftChanged: () => () => undefined,
    onDeskChanged: (listener) => desk.listen(listener),
    onAnalysed: (listener) => {
      analysed.add(listener);
      return () => analysed.delete(listener);
    },
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

/** A series that is on its way into the portal, its price confirmed. */
function beginDesk(store: Store, desk: FakeDesk, asked: URLSearchParams) {
  const episodes = asked.get('desk');
  if (episodes === null) return;
  const { price } = store.draft('draft1');
  if (price !== null) store.step('draft1', { step: 'edit', edit: 'confirm_price', price });
  desk.begun('draft1', Number(episodes), asked.has('review'));
}

function fill(store: Store, asked: URLSearchParams) {
  const hour = 3_600_000;
  const episodes = Number(asked.get('fake') || 34);
  const main = makeDraft({
    title: asked.has('ugly')
      ? 'Sourdough from zero: the complete, unabridged season for beginners 🥖'
      : episodes === 0
        ? ''
        : 'Sourdough from zero',
    episodes,
    seed: 1,
    price: episodes === 0 ? null : 2999,
    ugly: asked.has('ugly'),
  });
  const free = episodes - Number(asked.get('teasers') || 0);
  main.episodes.slice(free).forEach((episode) => (episode.target = 'tiktok-post'));
  beginPublishing(main, Number(asked.get('drafts') ?? 0));
  const [longest] = Object.values(main.clips);
  if (longest && asked.has('long')) longest.facts.duration = 5_560_120_000;
  const lost = main.episodes.filter((_, i) => asked.has('lost') && i % 5 === 2);
  const files = Object.fromEntries(lost.map(({ clip }) => [clip, 'missing' as const]));
  store.add(main, { files });
  if (asked.has('unheard')) Object.keys(main.clips).forEach((clip) => store.unheard.add(clip));
  if (asked.has('alone')) return;
  const others: [string, number, number | null, boolean][] = [
    ['Wheel throwing, week by week', 28, 4999, false],
    ['Fingerstyle in thirty days', 30, 1999, false],
    ['Integrals, slowly', 41, 3999, false],
    ['Reading mountains', 12, 999, false],
    ['Night sky with a phone', 18, null, false],
    ['Glaze lab', 0, null, false],
    ['A winter of soups', 9, 1499, true],
  ];
  others.forEach(([title, episodes, price, archived], i) => {
    const draft = makeDraft({ title, episodes, seed: i + 2, price });
    store.add(draft, { archived, editedMs: Date.now() - (i + 1) * 9 * hour });
  });
}

const titleOf = (path: string) =>
  (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '').replace(/^\d+[ ._-]+/, '') || 'Untitled';
