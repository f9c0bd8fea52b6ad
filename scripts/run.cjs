// Runs a TypeScript file of the project: `node scripts/run.cjs FILE [ARGUMENTS]`. The scripts of package.json use it, because any
// Node understands it: the one from npm, which npm puts first on the path, or the system's where npm has none for the machine.
require('./need-node.cjs');
var path = require('path');
var url = require('url');

var file = path.resolve(process.argv[2]);
process.argv.splice(1, 2, file);
import(url.pathToFileURL(file).href);
