dev.runtimeaudit.it.ItResult.in(basedir)
    .reports('apps/a', 'a').reports('apps/b', 'b').reports('packages/lib', 'c').reports('.', 'a', 'b', 'c').asExpected()
