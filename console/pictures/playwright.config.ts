import base from '../playwright.config';

/** Pictures of every screen, to look at; not a test of anything. */
export default { ...base, testDir: '.', timeout: 900_000 };
