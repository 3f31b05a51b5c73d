/** What happy-dom lacks and the components need. */
import { configure } from '@testing-library/svelte';

configure({ asyncUtilTimeout: 10_000 });

if (!('scrollIntoView' in Element.prototype)) {
  Object.assign(Element.prototype, { scrollIntoView: () => undefined });
}
