const { join } = require("node:path");

/** What all bundled backends share: workspace sources go into the bundle, npm packages stay outside. */
module.exports = {
  mode: "production",
  target: "node20",
  devtool: false,
  resolve: {
    extensions: [".ts", ".js"],
    alias: {
      "@harbour/libs": join(__dirname, "packages/libs/src"),
      "@harbour/utils": join(__dirname, "packages/utils/src"),
    },
  },
  module: {
    rules: [
      {
        test: /\.ts$/,
        loader: "ts-loader",
        options: { configFile: join(__dirname, "tsconfig.base.json"), transpileOnly: true },
      },
    ],
  },
  // Everything but relative paths and the workspace's own packages.
  externals: [/^(?!@harbour\/)[^./]/],
  externalsType: "commonjs",
  optimization: { minimize: false },
};
