/** What a scan of one source found so far, and what the last whole one has to say. */
export class ScanProgress {
  /** Changed objects that were listed and are not read yet; undefined before the first scan found any or ended. */
  behind: number | undefined;
  #waiting: string | undefined;
  #notice: string | undefined;
  #matching = 0;
  #archived = 0;
  #firstArchived = '';

  /** What the person who looks at the source should know. */
  get message(): string | undefined {
    return this.#notice ?? this.#waiting;
  }

  begin(): void {
    this.#matching = 0;
    this.#archived = 0;
  }

  matched(): void {
    this.#matching += 1;
    this.#waiting = undefined;
  }

  hold(objects: number): void {
    this.behind = objects;
  }

  handedOut(): void {
    this.behind = (this.behind ?? 1) - 1;
  }

  archived(key: string): void {
    if (this.#archived === 0) this.#firstArchived = key;
    this.#archived += 1;
  }

  /** At once, since the other objects are read before this becomes the error of the scan. */
  refused(message: string): void {
    this.#notice = message;
  }

  end(pattern: string): void {
    this.behind = 0;
    if (this.#matching === 0) this.#waiting = `waiting for an object that matches ${pattern}: there is none yet`;
    const more = this.#archived < 2 ? ' lies' : ` and ${this.#archived - 1} more lie`;
    this.#notice =
      this.#archived === 0
        ? undefined
        : `"${this.#firstArchived}"${more} in an archive; what lies there is skipped until it is restored`;
  }
}
