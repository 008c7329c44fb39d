dev.runtimeaudit.it.ItResult.in(basedir).reports('apps/b', 'b').reports('packages/lib', 'c').reports('.', 'b', 'c')
    .leavesOut('apps/a/Dockerfile', 'its module a is not part of this session').asExpected()
