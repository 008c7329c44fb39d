dev.runtimeaudit.it.ItResult.in(basedir).writes('services/index.md', 'services/a.md', 'services/b.md', 'services/c.md').saysOnce('Described 3 services').asExpected()
