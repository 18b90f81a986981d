/**
 * Switches for headless Chromium in tests and benchmarks.
 * @param {{ webgpu?: boolean }} [options] `webgpu`: add the software WebGPU adapter
 * @returns {string[]} command-line arguments
 */
export function chromiumArgs({ webgpu = false } = {}) {
  const quiet = [
    // Containers and CI runners have no user namespace for the sandbox.
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync'
  ];
  const software = [
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    '--enable-features=Vulkan,WebGPU',
    '--ignore-gpu-blocklist'
  ];
  return webgpu ? [...quiet, ...software] : quiet;
}
