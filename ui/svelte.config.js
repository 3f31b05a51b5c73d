/** Svelte needs nothing but its defaults; the file silences the tools that look for it. */
export default {};
