// Ends a Node that is too old, in plain words, and hides two kinds of warnings: that parts of Node which the project uses are
// experimental, and that no metadata server answers, which Google's library prints without credentials: the log says so.
// Plain old JavaScript: old versions must understand it. `run.cjs` loads it, and the bundles begin with it.
(function () {
  var MIN_MAJOR = 24;
  if (Number(process.versions.node.split('.')[0]) < MIN_MAJOR) {
    process.stderr.write(
      'This is Node ' +
        process.versions.node +
        ', which is too old: the program needs Node ' +
        MIN_MAJOR +
        ' or newer.\nInstall it from https://nodejs.org/en/download or with the package manager of your system, and try again.\n'
    );
    process.exit(1);
  }
  var emitWarning = process.emitWarning;
  process.emitWarning = function (_warning, options) {
    var type = typeof options === 'object' && options !== null ? options.type : options;
    if (type === 'ExperimentalWarning' || type === 'MetadataLookupWarning') return;
    emitWarning.apply(process, arguments);
  };
})();
