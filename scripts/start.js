/**
 * `npm start`: installs what is missing, builds, and serves the built site.
 * Options after `--` go to the server: `npm start -- --port 8080 --host`.
 */
import { enterProject, ensureBuilt, ensureInstalled, requireNode, runTool } from './lib/prepare.js';

enterProject();
requireNode();
ensureInstalled();
ensureBuilt();
process.exit(runTool('vite', ['preview', ...process.argv.slice(2)]));
