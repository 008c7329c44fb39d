dev.runtimeaudit.it.ItResult.in(basedir).hasCriticals().asExpected()
