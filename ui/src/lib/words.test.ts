import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import cases from '../../../assets/locales/format-cases.json';
import type { Language, Value } from '../ipc/bindings';
import { format, say, speak, t, texts, word } from './words.svelte';

afterEach(() => speak('en'));

describe('values', () => {
  const plain = (cases as { language: Language; value: Value; text: string }[]).filter(
    // Words of the locale files are tested below: the fixture's own texts are not among them.
    ({ value }) => value.kind !== 'word' || value.value === 'missing.key',
  );
  it.each(plain)('$language $value.kind $value.value is $text', ({ language, value, text }) => {
    expect(format(value, language)).toBe(text);
  });
});

describe('texts', () => {
  it('chooses the form by the count, each language its own way', () => {
    expect(t('board.held', { count: 1 })).toBe('1 episode');
    expect(t('board.held', { count: 0 })).toBe('0 episodes');
    speak('fr');
    expect(t('board.held', { count: 0 })).toBe('0 épisode');
    expect(t('board.held', { count: 2 })).toBe('2 épisodes');
    expect(document.documentElement.lang).toBe('fr');
  });

  it('puts nested words in, and leaves what it was not given', () => {
    const edit: Value = { kind: 'word', value: 'edit.move' };
    expect(t('command.undo.named', { edit })).toBe(`Undo: ${t('edit.move')}`);
    expect(t('command.undo.named')).toBe('Undo: {edit}');
    expect(say({ key: 'no.such.key', values: {} })).toBe('no.such.key');
  });

  it('does not read placeholders in what a creator wrote', () => {
    expect(word('board.after', { number: 2, title: '{number}' }, 'en')).toBe('after 2, {number}');
  });
});

describe('locale files', () => {
  const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

  it('have the same keys and the same placeholders', () => {
    expect(Object.keys(texts.fr).sort()).toEqual(Object.keys(texts.en).sort());
    for (const [key, text] of Object.entries(texts.en))
      expect([key, names(texts.fr[key] ?? '')]).toEqual([key, names(text)]);
  });

  it('keep French punctuation on its line', () => {
    const loose = Object.entries(texts.fr).filter(([, text]) => / [;:?!»]|« /.test(text));
    expect(loose.map(([key]) => key)).toEqual([]);
  });

  it('have every key the window names', () => {
    const there = new Set(Object.keys(texts.en).map((key) => key.replace(/\.(one|other)$/, '')));
    const missing = sources('src').flatMap((path) =>
      [
        ...readFileSync(path, 'utf8').matchAll(
          /\b(?:t|has|text=|word)\(?\s*['"]([a-z]\w*(?:\.[\w]+)+)['"]/g,
        ),
      ]
        .map(([, key]) => key ?? '')
        .filter((key) => !there.has(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('have no key that nothing names', () => {
    const code = sources('src')
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    // Built keys: what stands before the first `${` in a template.
    const built = [...code.matchAll(/`([a-z][\w.]*\.)\$\{/g)].map(([, start]) => start ?? '');
    const app = JSON.parse(readFileSync('../assets/locales/en/app.json', 'utf8')) as object;
    const unused = Object.keys(app)
      .map((key) => key.replace(/\.(one|other)$/, ''))
      .filter((key) => !code.includes(`'${key}'`) && !code.includes(`"${key}"`))
      .filter((key) => !built.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => /\.(svelte|ts)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
