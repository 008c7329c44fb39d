dev.runtimeaudit.it.ItResult.in(basedir).reports('apps/a', 'a', 'c').reports('.', 'a', 'c')
    .leavesOut('apps/b/Dockerfile', 'its module b is not part of this session').asExpected()
