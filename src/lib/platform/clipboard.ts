/** Puts text where people can paste it from. */

/** @returns whether the browser took it; false where there is no clipboard, or it is refused */
export async function copyText(text: string): Promise<boolean> {
  // Absent where the page is not secure, whatever its type says.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return false;
  return clipboard.writeText(text).then(
    () => true,
    () => false
  );
}
