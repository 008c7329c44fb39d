dev.runtimeaudit.it.ItResult.in(basedir).reports('apps/a', 'a', 'c').reports('.', 'a', 'c')
    .notes('apps/b/Dockerfile', 'not audited: its module b is not part of this session').asExpected()
