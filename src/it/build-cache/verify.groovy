dev.runtimeaudit.it.ItResult.in(basedir).reports('.', 'a', 'b', 'c')
    .saysTwice('Audited by a (apps/a)').saysTwice('Audited by lib (packages/lib), as top asks').asExpected()
