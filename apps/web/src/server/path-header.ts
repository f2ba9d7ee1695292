/** Path and query of the page that is rendered: layouts are not told it otherwise. Decides where to return to, nothing else. */
export const pathHeader = 'x-switchyard-path';
