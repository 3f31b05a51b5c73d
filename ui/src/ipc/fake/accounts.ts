/** Logins that nobody made: one account, or what the address asks for (`&nokeys`, `&nokeychain`). */
import type { Account, AccountsView, KeychainState } from '../bindings';
import { refuse } from './edits';
import type { Jobs } from './jobs';

const DAY = 86_400_000;
const ALL = ['user.info.basic', 'user.info.stats', 'video.upload', 'video.publish'];

const account = (number: number, change: Partial<Account> = {}): Account => ({
  id: `tiktok:-000-${number}`,
  server: null,
  kind: 'tiktok',
  nickname: number === 1 ? 'Ada bakes' : `Ada ${number}`,
  username: `ada.bakes${number === 1 ? '' : number}`,
  channels: [],
  scopes: ALL,
  missing: [],
  untilMs: Date.now() + 170 * DAY,
  standing: 'good',
  thisSession: false,
  ...change,
});

export class FakeAccounts {
  #accounts: Account[];
  #clientKey: string | null;
  #keychain: KeychainState;
  readonly #jobs: Jobs;

  constructor(asked: URLSearchParams, jobs: Jobs) {
    this.#jobs = jobs;
    this.#clientKey = asked.has('nokeys') ? null : 'awk3x7sd0e1fv2pq';
    this.#keychain = asked.has('nokeychain')
      ? { state: 'absent', why: 'there is no keychain: no session bus' }
      : { state: 'ready' };
    this.#accounts = asked.has('accounts')
      ? [
          account(1),
          account(2, {
            scopes: ALL.slice(0, 3),
            missing: ['video.publish'],
            untilMs: Date.now() + 9 * DAY,
            standing: 'ends_soon',
          }),
        ]
      : [];
  }

  view(): AccountsView {
    return {
      accounts: this.#accounts,
      clientKey: this.#keychain.state === 'absent' ? null : this.#clientKey,
      keychain: this.#keychain,
      server: null,
      redirect: 'http://127.0.0.1:*/callback/',
    };
  }

  logIn() {
    const next = account(this.#accounts.length + 1, {
      thisSession: this.#keychain.state === 'for_this_session',
    });
    const job = this.#jobs.start({
      kind: 'login',
      draft: null,
      pieces: [''],
      done: () => {
        this.#accounts = [...this.#accounts, next];
        return { state: 'logged_in', account: next };
      },
    });
    return { job, url: 'https://www.tiktok.com/v2/auth/authorize/?client_key=aw&state=0' };
  }

  /** The password is `bread`; `mary` asks for the second factor `123456`. */
  logInToPeertube(server: string, user: string, password: string, secondFactor: string | null) {
    if (!server.startsWith('https://')) refuse('not_a_server', server);
    if (password !== 'bread')
      refuse('wrong_password', server, { user: { kind: 'text', value: user } });
    if (user === 'mary' && secondFactor !== '123456') {
      refuse('platform_refused', server, { why: { kind: 'word', value: 'refused.second_factor' } });
    }
    const made = account(1, {
      id: `peertube:${new URL(server).host}/${user}`,
      server,
      kind: 'peertube',
      nickname: user,
      username: user,
      scopes: [],
      untilMs: Date.now() + 14 * DAY,
    });
    this.#accounts = [...this.#accounts, made];
    return made;
  }

  logOut(id: string) {
    const gone = this.#accounts.find((one) => one.id === id) ?? refuse('unknown_account', id);
    this.#accounts = this.#accounts.filter((one) => one.id !== id);
    return { account: gone, untold: null };
  }

  saveKeys(key: string) {
    if (/\s/.test(key.trim())) refuse('not_app_keys', key);
    this.#clientKey = key.trim();
  }

  forgetKeys() {
    this.#clientKey = null;
  }

  keep(session: boolean) {
    this.#keychain = { state: session ? 'for_this_session' : 'ready' };
  }
}
