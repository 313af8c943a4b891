#!/usr/bin/env node
// Syntax that every Node understands, as a module or not: an old one gets a sentence instead of a syntax error.

const needed = [22, 19];

function complain(sentence) {
  console.error('error: ' + sentence);
  process.exitCode = 2;
}

function isOldNode() {
  const found = process.versions.node.split('.').map(Number);
  return found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1]);
}

/** A folder of this user's own: what is cached is run, so it must not lie where others can write. Below a home that is not there nothing is made. */
function cacheFolder(fs, path) {
  const home = process.env.HOME || process.env.USERPROFILE || '';
  const cache = process.env.XDG_CACHE_HOME || (home && path.join(home, '.cache'));
  return cache && path.isAbsolute(cache) && fs.existsSync(path.dirname(cache)) ? path.join(cache, 'kubeharden', 'compiled') : undefined;
}

function start() {
  const fs = process.getBuiltinModule('fs');
  const path = process.getBuiltinModule('path');
  if (process.argv.length === 3 && process.argv[2] === '--version') {
    const root = path.dirname(path.dirname(fs.realpathSync(process.argv[1])));
    console.log(JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version);
    return undefined;
  }
  const cache = cacheFolder(fs, path);
  if (cache) process.getBuiltinModule('module').enableCompileCache(cache);
  return import('../dist/main.js').catch(function (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    complain('kubeharden is not built yet: run `npm run build`.');
  });
}

if (isOldNode())
  complain(
    'kubeharden needs Node ' +
      needed.join('.') +
      ' or later, and this is ' +
      process.versions.node +
      '. Install a newer Node, or run `npx -p node@24 -p kubeharden kubeharden`.',
  );
else start();
