/** What a scan of one source found so far, and what the last whole one has to say. */
export class ScanProgress {
  /** Changed objects that were listed and are not read yet; undefined before the first scan found any or ended. */
  behind: number | undefined;
  message: string | undefined;
  #matching = 0;
  #archived: string[] = [];

  begin(): void {
    this.#matching = 0;
    this.#archived = [];
  }

  matched(): void {
    this.#matching += 1;
  }

  hold(objects: number): void {
    this.behind = objects;
  }

  handedOut(): void {
    this.behind = (this.behind ?? 1) - 1;
  }

  archived(key: string): void {
    this.#archived.push(key);
  }

  end(pattern: string): void {
    this.behind = 0;
    const [first, ...others] = this.#archived;
    if (this.#matching === 0) this.message = `waiting for an object that matches ${pattern}: there is none yet`;
    else if (first === undefined) this.message = undefined;
    else {
      const more = others.length === 0 ? '' : ` and ${others.length} more`;
      this.message = `"${first}"${more} lies in an archive and is skipped until it is restored`;
    }
  }
}
