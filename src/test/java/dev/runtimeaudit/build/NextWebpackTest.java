package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.unknown;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether {@code next build} writes to its output only, behind a function {@code webpack} of its configuration. */
class NextWebpackTest {

    /** A script that moves the standalone output to {@code dist}, which is a new name where nothing else writes it. */
    private static BuiltImage packed(String config) {
        return Builds.build("""
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /repo
            COPY . .
            RUN npm ci
            RUN rm -rf dist && npx next build && mv .next/standalone dist
            -- package.json --
            {"name": "root", "dependencies": {"next": "14.2.35"}}
            -- package-lock.json --
            {"name": "root", "lockfileVersion": 3, "packages": {"": {"name": "root", "dependencies": {"next": "14.2.35"}},
              "node_modules/next": {"version": "14.2.35", "bin": {"next": "dist/bin/next"}}}}
            -- pages/index.js --
            export default () => null
            -- next.config.js --
            const path = require('path');
            const fs = require('fs');
            const webpack = require('webpack');
            const CopyPlugin = require('copy-webpack-plugin');
            const Other = require('some-plugin');
            const { PrismaPlugin } = require('@prisma/nextjs-monorepo-workaround-plugin');
            const svgr = { svgo: true };
            const emit = (x) => { fs.mkdirSync('dist'); return x; };
            function external() { fs.mkdirSync('dist'); }
            const hooks = { test: emit };
            """ + config);
    }

    private static BuiltImage function(String parameters, String body) {
        return packed("module.exports = { output: 'standalone', webpack: (" + parameters + ") => {" + body + "} };\n");
    }

    private static void stays(BuiltImage image) {
        present(image, "/repo/dist/server.js");
    }

    private static void open(BuiltImage image) {
        unknown(image, "/repo/dist/server.js");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "config.module.rules.push({ test: /\\.svg$/i, use: [{ loader: '@svgr/webpack', options: svgr }] });",
                "config.module.rules.unshift({ test: /\\.ya?ml$/, use: 'yaml-loader' });",
                "config.module.rules.push({ test: /x/, loader: require.resolve('raw-loader'), type: 'javascript/auto' });",
                "const rule = config.module.rules.find((r) => r.test?.test?.('.svg'));"
                        + " config.module.rules.push({ ...rule, test: /\\.svg$/, resourceQuery: /url/ },"
                        + " { test: /\\.svg$/, issuer: rule.issuer, resourceQuery: { not: [...rule.resourceQuery.not, /url/] },"
                        + " use: ['@svgr/webpack'] }); rule.exclude = /\\.svg$/i;",
                "config.module.rules.forEach((rule) => { if (String(rule.test) === '/x/') { rule.exclude = /y/; } });",
                "config.resolve.alias.canvas = false; config.resolve.alias['@'] = path.join(__dirname, 'src');",
                "if (!isServer) { config.resolve.fallback = { ...config.resolve.fallback, fs: false }; }",
                "config.resolve = { ...config.resolve, symlinks: false };",
                "Object.assign(config.resolve.alias, { react: require.resolve('react') });",
                "config.externals.push('canvas'); config.externals = [...config.externals, { sharp: 'commonjs sharp' }];",
                "config.plugins.push(new webpack.DefinePlugin({ A: JSON }));",
                "config.plugins = [...config.plugins, new PrismaPlugin()];",
                "config.plugins.push(new CopyPlugin({ patterns: [{ from: 'data', to: 'static/data' }] }));",
                "const data = path.dirname(require.resolve('emoji/data.json'));"
                        + " config.plugins.push(new CopyPlugin({ patterns: [{ from: data, to: 'static/js/x.json' }] }));",
                "config.ignoreWarnings = [{ module: /x/ }]; config.cache = false; console.log('built', config.mode);",
                "config.experiments = { ...config.experiments, topLevelAwait: true };",
                "const isSvg = (r) => r.test?.test?.('.svg'); const rule = config.module.rules.find(isSvg);",
                "const all = config.module.rules.filter(Boolean).map((r) => r.test); console.log(all);",
                "config.resolve.alias.x = __dirname.replace === undefined ? 'a' : 'a'.replace(/a/, 'b');",
                "config.externals.push((all) => true);",
            })
    void whatChangesWhatIsReadMovesNothing(String body) {
        stays(function("config, { isServer }", body + " return config;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config.output.path = path.join(__dirname, 'dist');",
                "config.output = { path: '/repo/dist' };",
                "config.output.filename = '../../dist/x.js';",
                "fs.mkdirSync('dist');",
                "emit('dist');",
                "const other = emit('dist');",
                "const o = config.output; o.path = 'dist';",
                "const { output } = config; output.path = 'dist';",
                "const all = config; all.output.path = 'dist';",
                "change(config);",
                "config.module.rules.push({ test: /x/, use: 'file-loader' });",
                "config.module.rules.push({ test: /x/, use: [{ loader: './loader.js' }] });",
                "config.module.rules.push({ test: /x/, use: svgr });",
                "config.module.rules.push(svgr);",
                "config.module.rules.push({ ...svgr, test: /x/ });",
                "config.module.rules.push({ test: /x/, type: 'asset/resource', generator: { filename: '../../dist/x' } });",
                "const rules = config.module.rules; rules.push({ loader: 'file-loader' });",
                "config.plugins.push(new Other());",
                "config.plugins.push(svgr);",
                "config.plugins.push({ apply(compiler) { fs.mkdirSync('dist'); } });",
                "config.plugins = [new Other(), ...config.plugins];",
                "config.plugins.push(new webpack.DllPlugin({ path: 'dist/x.json' }));",
                "config.plugins.push(new CopyPlugin({ patterns: [{ from: 'data', to: '../../dist' }] }));",
                "config.plugins.push(new CopyPlugin({ patterns: [{ from: 'data', to: '/repo/dist' }] }));",
                "config.plugins.push(new CopyPlugin({ patterns: [{ from: 'data', to: path.join(__dirname, 'dist') }] }));",
                "config.plugins.push(new CopyPlugin({ patterns: [{ from: '../x/**', to: 'static' }] }));",
                "config.plugins.push(new CopyPlugin({ patterns: [{ from: 'data', to: '[path]/x' }] }));",
                "config.plugins.push(new CopyPlugin({ patterns: [{ from: 'data', context: '..', to: 'x' }] }));",
                "config.plugins.push(new CopyPlugin({ patterns: svgr }));",
                "config.experiments.buildHttp = true;",
                "config.cache = { type: 'filesystem', cacheDirectory: '/repo/dist' };",
                "config.entry = svgr;",
                "config.externals.push((context, done) => done());",
                "for (const rule of config.module.rules) { fs.mkdirSync('dist'); }",
                "config[svgr.name].path = 'dist';",
                "config.module.rules.forEach((rule) => { rule.use = 'file-loader'; });",
                "config.module.rules.map((rule) => emit(rule));",
                "const webpack = Other; config.plugins.push(new webpack.DefinePlugin());",
                "config.resolve.plugins = [new Other()];",
                "config.resolve.alias.x = require('./emit');",
                "const all = config.module.rules.map(emit);",
                "const all = config.module.rules.filter(emit);",
                "const all = config.module.rules.some(hooks.test);",
                "const all = config.module.rules.every(fs.mkdirSync);",
                "const all = config.module.rules.flatMap(isServer);",
                "const all = config.module.rules.map(isServer ? emit : Boolean);",
                "const all = config.module.rules.map(...[emit]);",
                "const all = 'a'.replace(/a/, emit);",
                "const call = emit; const all = config.module.rules.map(call);",
                "const call = (r) => r; if (isServer) { const call = emit; const all = config.module.rules.map(call); }",
                "const call = (r) => r; const all = [emit].map((call) => config.module.rules.map(call));",
                "const all = fs; all.find('dist');",
                "config.externals = external;",
                "config.externals = [...config.externals, external];",
                "config.externals.push(emit);",
                "config.externals.push(hooks.test);",
                "config.externals = isServer ? [Other] : [];",
                "const more = isServer && external; config.externals.push(more);",
                "config.module.rules.push({ test: emit, use: 'raw-loader' });",
                "config.module.rules.push({ ...hooks, test: /x/ });",
                "config.plugins.push(new webpack.NormalModuleReplacementPlugin(/x/, emit));",
                "const data = 'data'; const x = ['../x/**'].map((data) => data); [1].map(() => 1);"
                        + " const y = ['../**'].map((data) => { config.plugins.push(new CopyPlugin({ patterns: [{ from: data, to: 'x' }] })); });",
                "const rule = config.module.rules[0]; const y = [svgr].map((rule) => { rule.exclude = /x/; return rule; });",
                "const rule = config.module.rules[0];"
                        + " const y = [svgr].map((rule) => { config.module.rules.push({ ...rule, test: /x/ }); });",
            })
    void whatIsNotUnderstoodMayWriteAnywhere(String body) {
        open(function("config, { isServer }", body + " return config;"));
    }

    @Test
    void theConfigurationIsWhatIsGivenBack() {
        stays(function("config, options", "config.plugins.push(new options.webpack.IgnorePlugin({})); return config;"));
        open(function("config", "return { ...config, output: {} };"));
        open(function("config", "if (config.x) { return other; } return config;"));
        open(function("{ resolve }", "return config;"));
        open(function("config = other", "return config;"));
    }

    @Test
    void aFunctionIsOneOfTheScript() {
        String plain = "config => { config.resolve.symlinks = false; return config; }";
        stays(packed("module.exports = { output: 'standalone', webpack(config) { return config; } };\n"));
        open(packed("module.exports = { output: 'standalone', async headers() { return []; },"
                + " async redirects() { return []; }, webpack(config) { emit(); return config; } };\n"));
        stays(packed(
                "const next = { output: 'standalone' };\nnext.webpack = " + plain + ";\nmodule.exports = next;\n"));
        stays(packed(
                "const with = require('@next/bundle-analyzer')({});\nmodule.exports = with({ output: 'standalone', webpack: "
                        + plain + " });\n"));
        open(
                packed(
                        "const next = { output: 'standalone', webpack: " + plain + " };\n"
                                + "if (process.env.npm_x) { next.webpack = config => { emit(); return config; } }\nmodule.exports = next;\n"));
        open(packed("module.exports = { output: 'standalone', webpack: require('./other') };\n"));
        open(packed("module.exports = { output: 'standalone', webpack: compose(" + plain + ") };\n"));
        open(packed("const extend = require('./extend');\nmodule.exports = extend({ output: 'standalone', webpack: "
                + plain + " });\n"));
    }
}
