dev.runtimeaudit.it.Fixture.copy("_reactor", basedir)
new File(basedir, 'apps/c/Dockerfile').text = 'FROM alpine:3.20\nCMD ["pnpm", "start"]\n'
new File(basedir, 'later').text = 'FROM alpine:3.20\nCMD ["pnpm", "start"]\n'
new File(basedir, 'later.yaml').text = 'services:\n  - {name: d, dockerfile: later}\n'
return true
