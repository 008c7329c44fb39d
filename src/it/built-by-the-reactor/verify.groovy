dev.runtimeaudit.it.ItResult.in(basedir).reports('apps/a', 'a').reports('packages/lib', 'c')
    .hasNoPreconditions().hasCriticals().asExpected()
