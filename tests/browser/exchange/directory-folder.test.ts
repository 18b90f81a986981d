/** The working folder on real folder handles: those of the site's own file system. */
import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { DirectoryFolder, isLockedByCli, missingFolders } from '$lib/exchange/directory-folder';
import { PickedFolder } from '$lib/exchange/picked-folder';
import { allowDirectory, observeDirectory, withTabLock } from '$lib/platform/directories';
import { closeDatabase } from '$lib/storage/database';
import { readSetting, saveSetting } from '$lib/storage/settings';

let root: FileSystemDirectoryHandle;

async function put(path: string, text: string): Promise<void> {
  const [folder = '', name = ''] = path.split('/');
  const handle = await root.getDirectoryHandle(folder, { create: true });
  const stream = await (await handle.getFileHandle(name, { create: true })).createWritable();
  await stream.write(text);
  await stream.close();
}

async function textOf(path: string): Promise<string> {
  const [folder = '', name = ''] = path.split('/');
  const handle = await (await root.getDirectoryHandle(folder)).getFileHandle(name);
  return (await handle.getFile()).text();
}

beforeEach(async () => {
  const own = await navigator.storage.getDirectory();
  await own.removeEntry('work', { recursive: true }).catch(() => undefined);
  root = await own.getDirectoryHandle('work', { create: true });
});

describe('a folder handle', () => {
  it('tells which folders are missing, and makes them', async () => {
    await root.getDirectoryHandle('user', { create: true });
    expect(await missingFolders(root)).toEqual(['question', 'answer', 'result']);
    await new DirectoryFolder(root).make();
    expect(await missingFolders(root)).toEqual([]);
  });

  it('lists files alone, reads them, and knows what is gone', async () => {
    const folder = new DirectoryFolder(root);
    await folder.make();
    await put('answer/김.json', '\uFEFF{"a":1}');
    await (await root.getDirectoryHandle('answer')).getDirectoryHandle('deep.json', { create: true });
    expect(await folder.list('answer')).toEqual(['김.json']);
    expect(await folder.read('answer', '김.json')).toEqual({ a: 1 });
    expect(await folder.stateOf('answer', '김.json')).toMatchObject({ size: 10 });
    expect(await folder.stateOf('answer', 'gone.json')).toBeNull();
    await expect(folder.read('answer', 'gone.json')).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('refuses what is no UTF-8 or no JSON, by code', async () => {
    const folder = new DirectoryFolder(root);
    await put('answer/cut.json', '{"a":');
    const handle = await (
      await root.getDirectoryHandle('answer')
    ).getFileHandle('cp949.json', { create: true });
    const stream = await handle.createWritable();
    await stream.write(new Uint8Array([0x22, 0xb1, 0xe8, 0x22]));
    await stream.close();
    await expect(folder.read('answer', 'cut.json')).rejects.toMatchObject({ code: 'not-json' });
    await expect(folder.read('answer', 'cp949.json')).rejects.toThrow('UTF-8');
  });

  it('writes once, and never over what is there', async () => {
    const folder = new DirectoryFolder(root);
    await folder.make();
    expect(await folder.write('result', 'result_a.json', 'ours')).toBe(true);
    expect(await folder.write('result', 'result_a.json', 'again')).toBe(false);
    expect(await textOf('result/result_a.json')).toBe('ours');
  });

  it('takes the empty file of a page that was closed while it wrote for not done', async () => {
    await put('result/result_a.json', '');
    await put('result/result_b.json', '{}');
    const folder = new DirectoryFolder(root);
    expect(await folder.list('result')).toEqual(['result_b.json']);
    expect(await folder.write('result', 'result_a.json', 'whole')).toBe(true);
    expect((await folder.list('result')).sort()).toEqual(['result_a.json', 'result_b.json']);
    expect(await textOf('result/result_a.json')).toBe('whole');
  });

  it('sees the lock of the command line', async () => {
    expect(await isLockedByCli(root)).toBe(false);
    await root.getFileHandle('.pipeline.lock', { create: true });
    expect(await isLockedByCli(root)).toBe(true);
  });

  it('is kept in the database with its permission', async () => {
    await saveSetting('workingFolder', root);
    await closeDatabase();
    const kept = await readSetting('workingFolder', (value) =>
      value instanceof FileSystemDirectoryHandle ? value : undefined
    );
    expect(kept && (await kept.isSameEntry(root))).toBe(true);
    expect(kept && (await allowDirectory(kept))).toBe(true);
  });

  it('asks for permission where there is none yet', async () => {
    const asked: string[] = [];
    const handle = (answer: PermissionState) =>
      Object.assign(Object.create(root) as FileSystemDirectoryHandle, {
        queryPermission: () => Promise.resolve<PermissionState>('prompt'),
        requestPermission: ({ mode }: { mode: string }) => {
          asked.push(mode);
          return Promise.resolve(answer);
        }
      });
    expect(await allowDirectory(handle('granted'))).toBe(true);
    expect(await allowDirectory(handle('denied'))).toBe(false);
    expect(asked).toEqual(['readwrite', 'readwrite']);
  });

  it('is observed where the browser can, and that ends', async () => {
    await new DirectoryFolder(root).make();
    let changes = 0;
    let told: () => void = () => undefined;
    const end = await observeDirectory(root, () => {
      changes++;
      told();
    });
    if ('FileSystemObserver' in window) {
      const change = new Promise<void>((resolve) => (told = resolve));
      await put('user/a.json', '{}');
      await change;
    }
    end();
    const before = changes;
    await put('user/b.json', '{}');
    expect(changes).toBe(before);
  });
});

it('only one tab holds a lock', async () => {
  const inner = await withTabLock('test', () => withTabLock('test', () => Promise.resolve('both')));
  expect(inner).toBeNull();
  expect(await withTabLock('test', () => Promise.resolve('free'))).toBe('free');
});

describe('picked files', () => {
  const file = (name: string, content: unknown, path = '') =>
    Object.defineProperty(
      new File([JSON.stringify(content)], name, { lastModified: 5 }),
      'webkitRelativePath',
      {
        value: path
      }
    );

  it('are sorted by what they hold', async () => {
    const folder = await PickedFolder.of([
      file('kim.json', { occupation: 'ICT' }),
      file('lee.json', { user_info: {}, question: 'x', user_answer: 'y' }),
      file('notes.txt', 'x'),
      file('kim.json', { occupation: 'SM' })
    ]);
    expect(await folder.list('user')).toEqual(['kim.json', 'kim-2.json']);
    expect(await folder.list('answer')).toEqual(['lee.json']);
    expect(folder.size).toBe(3);
    expect(await folder.stateOf('user', 'kim-2.json')).toMatchObject({ modified: 5 });
    expect(await folder.read('user', 'kim-2.json')).toEqual({ occupation: 'SM' });
  });

  it('lie where they lay when a whole folder was picked, and what is done stays done', async () => {
    const folder = await PickedFolder.of([
      file('kim.json', {}, 'work/answer/kim.json'),
      file('result_kim.json', {}, 'work/result/result_kim.json'),
      file('package.json', {}, 'work/package.json'),
      file('x.json', {}, 'work/other/x.json')
    ]);
    expect(folder.size).toBe(1);
    expect(await folder.list('result')).toEqual(['result_kim.json']);
    expect(await folder.write('result', 'result_kim.json', 'x')).toBe(false);
    expect(folder.zip()).toBeNull();
    expect(await folder.write('question', 'q_김.json', '한글')).toBe(true);
    const zip = unzipSync(folder.zip() ?? new Uint8Array());
    expect(Object.keys(zip)).toEqual(['question/q_김.json']);
    expect(new TextDecoder().decode(zip['question/q_김.json'])).toBe('한글');
  });
});
