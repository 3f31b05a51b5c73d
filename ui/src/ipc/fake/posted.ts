/** What was put on the list of an account, and where it stands: the last posting of each episode. */
import type {
  AccountId,
  EpisodeId,
  PostedEpisode,
  PostingId,
  PublishRow,
  Stage,
  Target,
} from '../bindings';

export class Posted extends Map<EpisodeId, PostedEpisode> {
  readonly #account: AccountId;
  readonly #prefix: string;

  /** `prefix` begins the names of its postings. */
  constructor(account: AccountId, prefix: string) {
    super();
    this.#account = account;
    this.#prefix = prefix;
  }

  /** It goes to the row's target, if nothing else is said. */
  stand(row: PublishRow, stage: Stage, target: Target = row.target) {
    const { episode, title } = row;
    const posting = `${this.#prefix}-${episode}`;
    const account = this.#account;
    this.set(episode, { posting, episode, title, target, account, stage, sinceMs: Date.now() });
  }

  /** Answers whether it is one of these. */
  settle(posting: PostingId, stage: Stage): boolean {
    const found = [...this.values()].find((one) => one.posting === posting);
    if (found) this.set(found.episode, { ...found, stage });
    return found !== undefined;
  }
}
