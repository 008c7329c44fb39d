dev.runtimeaudit.it.ItResult.in(basedir).reports('apps/b', 'b').reports('packages/lib', 'c').reports('.', 'b', 'c')
    .notes('apps/a/Dockerfile', 'not audited: its module a is not part of this session').asExpected()
