/** What fixing everything would do: a rough play of `series::dry_run`, with its shapes. */
import type {
  Draft,
  DryRow,
  DryRun,
  Edit,
  Episode,
  Finding,
  FixTicks,
  Message,
  Micros,
  Preflight,
  Treatment,
  Value,
} from '../bindings';
import { lengthOf, numberOf } from '../../lib/episodes';
import { SECOND } from '../../lib/timecode';
import { UNTREATED } from '../../lib/treatments';
import { apply } from './edits';
import { mergeEdit, plansFor, splitEdit } from './knife';
import { outlook } from './plan';

type Check = (draft: Draft) => Preflight;

const LIMITS = { min: 30 * SECOND, max: 1200 * SECOND, aim: null };

export function dryRun(draft: Draft, revision: number, ticks: FixTicks, check: Check): DryRun {
  const before = check(draft);
  const all = draft.episodes
    .flatMap((episode) => rowOf(draft, episode, before.findings) ?? [])
    .map((row) => ({ ...row, ticked: isTicked(row, ticks) }));
  // What becomes part of another has no row of its own.
  const joined = new Set(
    all.flatMap(({ edit, ticked }) => (edit.edit === 'merge' && ticked ? edit.episodes : [])),
  );
  const rows = all.filter(({ edit, episode }) => edit.edit === 'merge' || !joined.has(episode));
  const edit = fixEdit(rows);
  const after = edit ? check(apply(draft, edit)) : before;
  const count = ({ findings }: Preflight, severity: string) =>
    findings.filter((finding) => finding.severity === severity).length;
  const both = (severity: string): [number, number] => [
    count(before, severity),
    count(after, severity),
  ];
  const ticked = rows.filter((row) => row.ticked);
  const sum = (of: 'encoded' | 'length' | 'time' | 'bytes') =>
    ticked.reduce((total, row) => total + row[of], 0);
  const total = {
    ticked: ticked.length,
    toFix: both('block'),
    toReview: both('warn'),
    encoded: sum('encoded'),
    length: sum('length'),
    time: sum('time'),
    bytes: sum('bytes'),
  };
  return { revision, rows, total };
}

/** The ticked rows as one edit. */
export function fixEdit(rows: readonly DryRow[]): Edit | null {
  const edits = rows
    .filter((row) => row.ticked)
    .flatMap(({ edit }) => (edit.edit === 'all' ? edit.edits : [edit]));
  return edits.length > 0 ? { edit: 'all', edits } : null;
}

const isTicked = (row: DryRow, ticks: FixTicks) =>
  !ticks.unticked.includes(row.key) && (ticks.ticked.includes(row.key) || row.ticked);

function rowOf(draft: Draft, episode: Episode, findings: readonly Finding[]): DryRow | null {
  const mine = findings.filter(
    ({ subject, severity, fix }) =>
      subject.kind === 'episode' && subject.episode === episode.id && severity !== 'info' && fix,
  );
  const [first] = mine;
  if (!first?.fix) return null;
  const { action } = first.fix;
  const row = (key: string, edit: Edit, effect: [Message, Message], ticked = true): DryRow => {
    const made = apply(draft, edit);
    const known = new Set(draft.episodes.map((one) => one));
    const looks = made.episodes.filter((one) => !known.has(one)).map((one) => outlook(made, one));
    let start = 0;
    const anew = looks.flatMap((look) => {
      const at = start;
      start += look.length;
      return look.anew.map((span) => ({ in: at + span.in, out: at + span.out }));
    });
    const sum = (of: 'encoded' | 'length' | 'bytes' | 'time') =>
      looks.reduce((total, look) => total + look[of], 0);
    const dearest = looks.toSorted((a, b) => b.time - a.time)[0];
    return {
      key: `${key}:${episode.id}`,
      ticked,
      episode: episode.id,
      number: numberOf(draft, episode.id),
      title: episode.title,
      rules: mine.map(({ rule }) => rule),
      edit,
      road: dearest?.recipe.road ?? { road: 'copy' },
      levelled: looks.some(({ recipe }) => recipe.parts.some(({ gain }) => gain !== null)),
      reason: dearest?.reason ?? { key: 'reason.removed', values: {} },
      anew,
      encoded: sum('encoded'),
      length: sum('length'),
      time: sum('time'),
      bytes: sum('bytes'),
      before: effect[0],
      after: effect[1],
    };
  };
  const now = lengthOf(draft, episode);
  switch (action.do) {
    case 'split': {
      const [plan] = plansFor(draft, episode.id, { wish: 'best' }, LIMITS, []);
      const cuts = plan?.parts.slice(1).map(({ span }) => span.in) ?? [];
      const lengths = plan?.parts.map(({ span }) => span.out - span.in) ?? [];
      const [a = 0, b = 0] = lengths;
      const after = said('parts_2', { a: time(a), b: time(b) });
      const made = row('fix', splitEdit(draft, episode.id, cuts), [length(now), after]);
      return plan ? { ...made, reason: plan.merit } : made;
    }
    case 'join': {
      const edit = mergeEdit(draft, action.episodes);
      const all = action.episodes.reduce((sum, id) => {
        const one = draft.episodes.find((other) => other.id === id);
        return sum + (one ? lengthOf(draft, one) : 0);
      }, 0);
      const other = action.episodes.find((id) => id !== episode.id) ?? '';
      const number: Value = { kind: 'text', value: numberOf(draft, other) };
      return row('join', edit, [length(now), said('joined', { length: time(all), number })]);
    }
    case 'edit': {
      const { edit } = action;
      if (edit.edit === 'remove') return row('remove', edit, [length(now), said('removed')], false);
      if (edit.edit === 'trim')
        return row('fix', edit, [
          length(now),
          length(edit.trim ? edit.trim.out - edit.trim.in : now),
        ]);
      if (edit.edit !== 'treat') return null;
      const treatment = mine.reduce<Treatment>(
        (sum, { fix }) =>
          fix?.action.do === 'edit' && fix.action.edit.edit === 'treat'
            ? { ...sum, ...changes(fix.action.edit.treatment) }
            : sum,
        { ...UNTREATED, ...episode.treatment },
      );
      return row('fix', { ...edit, treatment }, effectOf(first, treatment));
    }
    default:
      return null;
  }
}

const changes = (treatment: Treatment) =>
  Object.fromEntries(
    Object.entries(treatment).filter(
      ([name, value]) => value !== UNTREATED[name as keyof Treatment],
    ),
  );

function effectOf(finding: Finding, { level }: Treatment): [Message, Message] {
  const { measured } = finding.values;
  switch (finding.rule) {
    case 'own.audio.loudness':
      return [
        said('loudness', { loudness: measured ?? time(0) }),
        said('loudness', { loudness: { kind: 'loudness', value: level?.loudness ?? 0 } }),
      ];
    case 'own.video.vfr':
      return [
        said('rate_varies', { rate: measured ?? time(0) }),
        said('rate', { rate: { kind: 'rate', value: { num: 30_000, den: 1001 } } }),
      ];
    case 'own.video.hdr':
      return [said('hdr', { hdr: measured ?? time(0) }), said('sdr')];
    default:
      return [said('as_it_is'), said('treated')];
  }
}

const time = (value: Micros): Value => ({ kind: 'time', value });
const said = (key: string, values: Message['values'] = {}): Message => ({
  key: `effect.${key}`,
  values,
});
const length = (value: Micros) => said('length', { length: time(value) });
