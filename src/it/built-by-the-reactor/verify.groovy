dev.runtimeaudit.it.ItResult.in(basedir).reports('apps/a', 'a').reports('packages/lib', 'c')
    .hasNoPreconditions().launches('a', 'starts').launches('c', 'starts').asExpected()
