/**
 * Everything a person reads: texts by key from `assets/locales`, values written the way the
 * language writes them. The command line's twin is `series::Words`; both obey
 * `assets/locales/format-cases.json`.
 */
import type { Language, Message, Ratio, Value } from '../ipc/bindings';
import { bytes } from './bytes';
import { grouped, money } from './money';
import { MINUS, distance, timecode, unitSpace } from './timecode';

type Texts = Readonly<Record<string, string>>;
/** A bare string is the creator's own words, a bare number a count. */
export type Values = Readonly<Record<string, Value | string | number>>;

const files = import.meta.glob<Texts>('../../../assets/locales/{en,fr}/*.json', {
  eager: true,
  import: 'default',
});

function gather(language: Language): Texts {
  const mine = Object.entries(files).filter(([path]) => path.includes(`/${language}/`));
  return Object.assign({}, ...mine.map(([, texts]) => texts)) as Texts;
}

export const texts: Readonly<Record<Language, Texts>> = { en: gather('en'), fr: gather('fr') };

let spoken = $state<Language>('en');

/** The language the window speaks. */
export const language = (): Language => spoken;

/** Speaks another language from now on. */
export function speak(next: Language) {
  spoken = next;
  document.documentElement.lang = next;
}

/** The text of a key with its values put in. A missing key says itself. */
export const t = (key: string, values: Values = {}): string => word(key, values, spoken);

/** A sentence that Rust sent. */
export const say = (message: Message): string => word(message.key, values(message), spoken);

/** Is there a text of this key? */
export const has = (key: string): boolean => find(key, {}, spoken) !== undefined;

/** One value, written the way the language writes it. */
export const show = (value: Value): string => format(value, spoken);

/** The same as `t`, in a language of choice. */
export function word(key: string, values: Values, language: Language): string {
  const text = find(key, values, language);
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    return value === undefined ? place : format(typed(value), language);
  });
}

/** One value in a language of choice. */
export function format(value: Value, language: Language): string {
  switch (value.kind) {
    case 'text':
      return value.value;
    case 'count':
      return grouped(value.value, language);
    case 'time':
      return timecode(value.value, language);
    case 'distance':
      return distance(value.value, language);
    case 'money':
      return money(value.value, language);
    case 'bytes':
      return bytes(value.value, language);
    case 'rate':
      return rate(value.value, language);
    case 'word':
      return word(value.value, {}, language);
    case 'loudness':
      return level(value.value, 'LUFS', language);
    case 'peak':
      return level(value.value, 'dBTP', language);
    case 'gain':
      return (value.value > 0 ? '+' : '') + level(value.value, 'dB', language);
    case 'lu':
      return level(value.value, 'LU', language);
  }
}

/** Values that are shown in markup more often than not. */
export const time = (value: number): Value => ({ kind: 'time', value });
export const price = (value: number): Value => ({ kind: 'money', value });
export const size = (value: number): Value => ({ kind: 'bytes', value });

/** A day, `2026-09-11`, the way the language writes it: `11 Sep 2026`. */
export function day(date: string): string {
  const [y = 0, m = 1, d = 1] = date.split('-').map(Number);
  const month = new Intl.DateTimeFormat(spoken === 'fr' ? 'fr' : 'en-US', { month: 'short' });
  return `${d}\u00a0${month.format(new Date(y, m - 1, d))}\u00a0${y}`;
}

function find(key: string, values: Values, language: Language): string | undefined {
  const mine = texts[language];
  const count = values['count'];
  if (mine[key] !== undefined || count === undefined) return mine[key];
  return mine[`${key}.${isOne(typed(count), language) ? 'one' : 'other'}`];
}

function isOne(count: Value, language: Language): boolean {
  if (count.kind !== 'count') return false;
  return count.value === 1 || (language === 'fr' && count.value === 0);
}

function typed(value: Value | string | number): Value {
  if (typeof value === 'string') return { kind: 'text', value };
  if (typeof value === 'number') return { kind: 'count', value };
  return value;
}

const values = (message: Message): Values => message.values as Values;

/** At most two decimals, rounded half up in integers: 30000/1001 is `29.97`. */
function rate({ num, den }: Ratio, language: Language): string {
  const hundredths = Math.floor((num * 200 + den) / (den * 2));
  const whole = grouped(Math.floor(hundredths / 100), language);
  const rest = String(hundredths % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return rest === '' ? whole : `${whole}${language === 'fr' ? ',' : '.'}${rest}`;
}

/** Hundredths with one decimal, half a tenth away from zero: -1605 is `−16.1 LUFS`. */
function level(hundredths: number, unit: string, language: Language): string {
  const tenths = Math.floor((Math.abs(hundredths) + 5) / 10);
  const sign = hundredths < 0 && tenths > 0 ? MINUS : '';
  const [whole, point] = [
    grouped(Math.floor(tenths / 10), language),
    language === 'fr' ? ',' : '.',
  ];
  return `${sign}${whole}${point}${tenths % 10}${unitSpace(language)}${unit}`;
}

/** `who can watch and your agreement`. */
export const listed = (things: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: 'conjunction' }).format(things);
