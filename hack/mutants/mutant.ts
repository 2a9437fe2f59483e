/** The tests that judge: they must fail with the defect, and pass without it. */
export type Selection = {
  tests: readonly string[];
  /** Regular expression over the tests' names, where a whole suite would take long. */
  only?: string;
};

/** One defect, planted into the product to see whether the tests notice. */
export type Mutant = Selection & {
  /** Short, of lower-case words. */
  name: string;
  /** What goes wrong with it, in a sentence. */
  defect: string;
  /** The file that it is planted in. */
  file: string;
  /** Text that stands there exactly once. */
  from: string;
  to: string;
};

/** All that must pass without a defect: suites that are run in whole, and what is picked out of the others. */
export function selectionsOf(mutants: readonly Mutant[]): Selection[] {
  const whole = new Set(mutants.flatMap(({ tests, only }) => (only === undefined ? tests : [])));
  const picked = mutants.filter(({ only }) => only !== undefined);
  const others = new Set(picked.flatMap(({ tests }) => tests).filter((suite) => !whole.has(suite)));
  const selections = [{ tests: [...whole] }, { tests: [...others], only: picked.map(({ only }) => only).join('|') }];
  return selections.filter(({ tests }) => tests.length > 0);
}

/** The text with the defect. Throws when its place has moved: a mutant that is not planted proves nothing. */
export function plant(text: string, { name, file, from, to }: Mutant): string {
  const places = text.split(from).length - 1;
  if (places === 1 && from !== to) return text.replace(from, () => to);
  throw new Error(
    `Mutant ${name} can't be planted: its text stands ${places} times in ${file} instead of once. ` +
      'The code has changed: look up what became of it and correct the mutant.',
  );
}
