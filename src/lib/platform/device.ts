/** What the browser tells of the device. */

/** @returns logical processor cores; memory in GB, 8 at most, null where the browser does not say */
export function deviceFacts(): { cores: number; memoryGb: number | null } {
  const { hardwareConcurrency, deviceMemory } = navigator as Navigator & { deviceMemory?: number };
  return { cores: hardwareConcurrency, memoryGb: deviceMemory ?? null };
}
