/** Why there is no picture, in words. */
import type { Clip, FileState } from '../../ipc/bindings';
import { t } from '../../lib/words.svelte';
import { codecName } from './facts';
import type { Trouble } from './player.svelte';

/** None where the picture can be seen. `stills`: pictures of it can be made. */
export function troubleOf(
  clip: Clip,
  file: FileState | undefined,
  trouble: Trouble | null,
  stills: boolean,
): string | null {
  const values = {
    file: clip.path.split(/[/\\]/).at(-1) ?? clip.path,
    codec: codecName(clip.facts.video.codec),
  };
  if (file) return t(`cutting.file.${file}`, values);
  if (trouble === 'unplayable')
    return t(stills ? 'cutting.unplayableStill' : 'cutting.unplayable', values);
  return trouble ? t('cutting.unreachable', values) : null;
}
