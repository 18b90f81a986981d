/** Hands a file to the person. */

/**
 * Offers a text file for download.
 * @param name file name
 * @param text its contents, UTF-8
 * @param type MIME type
 */
export function downloadText(name: string, text: string, type = 'application/json'): void {
  downloadBlob(name, new Blob([text], { type }));
}

/** Offers a file for download. @param name file name */
export function downloadBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own reference soon; a large one is given more time.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
