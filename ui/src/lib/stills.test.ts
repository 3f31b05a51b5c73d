import { describe, expect, it } from 'vitest';
import { Turns } from './stills';

const moment = () => new Promise((done) => setTimeout(done));

describe('turns', () => {
  function many(turns: Turns, names: string) {
    const begun: string[] = [];
    const back = new Map([...names].map((name) => [name, turns.take(() => begun.push(name))]));
    return { begun, giveBack: (name: string) => back.get(name)?.() };
  }

  it('are few at once, in order; each that comes back lets one out', async () => {
    const { begun, giveBack } = many(new Turns(2), 'abcd');
    await moment();
    expect(begun.join('')).toBe('ab');
    giveBack('b');
    giveBack('b');
    await moment();
    expect(begun.join('')).toBe('abc');
  });

  it('go to the newest wishes first, and to none that was given up', async () => {
    const turns = new Turns(1);
    const old = many(turns, 'abc');
    await moment();
    const later = many(turns, 'xy');
    await moment();
    later.giveBack('y');
    old.giveBack('a');
    await moment();
    later.giveBack('x');
    await moment();
    expect([old.begun.join(''), later.begun.join('')]).toEqual(['ab', 'x']);
  });
});
