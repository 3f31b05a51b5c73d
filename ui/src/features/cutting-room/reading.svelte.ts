/** What reading the shown clip through found so far: it comes while one works. */
import type { ClipAnalysis, ClipId, DraftId, Fingerprint } from '../../ipc/bindings';
import type { Session } from '../../ipc/session.svelte';
import { readPeaks, type Peaks } from './peaks';

export class Reading {
  readonly #session: Session;
  analysis = $state.raw<ClipAnalysis | null>(null);
  peaks = $state.raw<Peaks | null>(null);
  #content: Fingerprint | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Asks for what is known of a clip, and again whenever more is. The answer stops that. */
  follow(draft: DraftId, clip: ClipId, content: Fingerprint): () => void {
    if (this.#content !== content) {
      this.analysis = null;
      this.peaks = null;
    }
    this.#content = content;
    let stopped = false;
    const look = async () => {
      // What cannot be known is missing, as what is not known yet: everything works without it.
      const found = await this.#session.backend.analysis(draft, clip).catch(() => null);
      if (stopped || !found) return;
      this.analysis = found;
      if (!found.peaks || this.peaks) return;
      const peaks = await this.#fetch(clip);
      if (!stopped) this.peaks = peaks;
    };
    const stop = this.#session.backend.onAnalysed((of) => {
      if (of === draft && !this.#complete) void look();
    });
    void look();
    return () => {
      stopped = true;
      stop();
    };
  }

  get #complete(): boolean {
    return Boolean(this.analysis?.index && this.analysis.sound && this.peaks);
  }

  async #fetch(clip: ClipId): Promise<Peaks | null> {
    try {
      const answer = await fetch(this.#session.media.peaks(clip));
      return answer.ok ? readPeaks(await answer.arrayBuffer()) : null;
    } catch {
      return null;
    }
  }
}
