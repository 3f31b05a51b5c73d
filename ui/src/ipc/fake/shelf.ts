/** The series there are: the first is what the address asks for, the others fill the shelf. */
import type { FakeDesk } from './desk';
import { beginPublishing } from './publishing';
import { makeDraft } from './samples';
import type { Store } from './store';

/** Fills the shelf as the address asks for it. */
export function fillShelf(store: Store, desk: FakeDesk, asked: URLSearchParams) {
  fill(store, asked);
  beginDesk(store, desk, asked);
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
