"""Words of files, programs, logs and sentences that stand where a host's name has its labels.

``ENDINGS`` are top-level domains, the others whole names or labels before the last; all in small letters.
"""

# --- files -----------------------------------------------------------------------------------------------------------

# Ends of the names of files that carry an attack: a README is named in every other text.
ATTACK_ENDINGS = tuple(
    """exe dll scr sys com bat cmd ps1 vbs vbe js jse wsf wsh hta lnk msi msp jar apk dmg pkg iso img vhd vhdx zip rar
    7z gz tar cab ace doc docx docm dot dotx dotm xls xlsx xlsm xlsb xll xlt xltx xltm xlb xlm ppt pptx pptm pps ppsx
    ppsm ppa ppam rtf pdf one chm cpl reg inf scf url htm html shtm shtml svg eml msg php asp aspx jsp jspx sh py pl elf
    so bin dat tmp iqy slk swf ocx drv""".split()
)
# Of those: with which names of hosts end, too.
ENDINGS_OF_BOTH = frozenset("com zip cab dot one sh py pl so".split())
# Top-level domains that are much better known as the ends of file names.
FILE_ENDINGS = frozenset({"zip", "mov", "py", "md", "cab", "inc", "java", "properties", "rs", "sh", "pm"})
# Of those: with a path behind them it is that of a host, since none of these files holds others.
PATH_ENDINGS = frozenset({"sh", "rs", "md", "pm"})
# Of those: which hosts have, too, that somebody calls hosts.
FILES_OR_HOSTS = frozenset({"zip", "mov", "md", "cab", "inc", "rs", "sh", "pm"})
# Of those: a name of three labels below these is a host as often as not.
SCRIPT_ENDINGS = frozenset({"sh", "rs"})
# With which files end that are called by one of the words below: ``main.ml``, ``config.mk``.
STEM_ENDINGS = frozenset("ac ai app as bz cc cf cl cr java la map mc mk ml mm mo pl ps pub sc so st tf vi ws".split())
# With which the source of programs ends, too, though hardly below such a word.
RARE_ENDINGS = frozenset({"in", "sl"})
# By which files and parts of programs are called.
FILE_STEMS = frozenset(
    """app archive backup bar build changelog client common conf config configure data demo doc document foo helper
    icon image index init install installer lib license list loader log logo main makefile manual module notes
    output package photo readme report run sample script server setup start style test tests tool update user util
    utils worker backend locals original outputs providers variables vars versions cfg core local master rules
    sendmail submit""".split()
)
# Which have no end of a name, or any.
WHOLE_NAMES = frozenset(
    {"configure", "dockerfile", "makefile", "vagrantfile", "jenkinsfile", "procfile", "changelog", "readme"}
)
FILES = frozenset({"requirements.in", "license.mit", "ld.so", "ld.gold"})
# A name that begins so is that of a host, whatever its end.
SERVERS = frozenset("mail webmail autodiscover smtp imap pop mx mx1 ns1 ns2 ftp vpn sso login cdn www1 www2".split())
# --- programs --------------------------------------------------------------------------------------------------------

# Top-level domains with hardly a known name that are words of every program: a name of two labels below them must
# stand alone in its line.
WORD_ENDINGS = frozenset(
    """abc author bar bom book call can case cat codes color compare data date day events fail family fit foo free
    global got help here how like map name new next now off open play post property read report rest room run safe save
    search seek select show storage style target total voting watch""".split()
)
# Of those: what members of objects are called in prose about programs, too.
METHOD_ENDINGS = frozenset(
    """abc author call case cat color compare data date day fail foo free get global got here how like map name new next
    now off open play post property read report room save search seek select show style target total""".split()
)
# Top-level domains that are also words of programs: attribute and method names, or words that begin a sentence.
CODE_ENDINGS = WORD_ENDINGS | frozenset(
    """am are as at be box call can cash claims click country do download group host how id in ing is it link me my no
    now off one page parts so space support to us win work works world zone""".split()
)
# Besides those, names of members in lines of a program.
MEMBER_ENDINGS = CODE_ENDINGS | frozenset(
    """academy app black blue cards care center chat city cloud company contact credit deals delivery design dev
    direct directory discount domains education email engineer exchange exposed express fm fund gallery game games gift
    gold gifts green guide holiday house im image info io it keyword land lease life limited link loan loans management
    market media mobile money movie network news observer online order party phone photo photos pics pink
    plus poker pro products promo properties red rent repair review reviews sale security services
    shipping shop site social software solutions stream study systems tax team tips tools training vote
    website wiki""".split()
)
# Besides those, what the parts of programs, teams and places of a network are called: ``data.store``, ``core.team``.
PART_ENDINGS = MEMBER_ENDINGS | frozenset("bank bot cool fun live store studio tech today".split())
# Other members of classes.
OPERATORS = frozenset({"dot", "ge", "gt", "lt", "ne", "pid", "tz"})
# Methods to which a number is given: m.group(1).
ARGUMENTS = frozenset({"group", "get", "call", "open", "read", "lt", "gt"})
# Labels before which others stand in the DNS, of those that begin with a low line (RFC 8552).
UNDERSCORED = frozenset("_adsp _dmarc _domainkey _mta-sts _report _spf _tcp _tls _udp".split())
# The first label of an expression, not of a name: objects of scripts, roots of class paths, elements of pages.
CODE_ROOTS = frozenset(
    """activexobject angular app-module args arr array asyncio axios cfg cls collections color colors config console ctx
    datetime dict div document echo el elem element event evt exports file files fmt func history img importlib
    item java javafx javax jquery json kwargs li list location logger logging math microsoft module nav navigator
    node np number obj object operator options opts os params pd plt process req request requests res response screen
    self settings socket span stream string subprocess sys system tbody td th thead this thread tr ul user users
    util utils var vue window windows wscript""".split()
)
# Of those: what nobody would call a server.
CODE_ONLY = frozenset(
    """activexobject aiohttp args builtins celery cls ctx dbo df distutils div echo el evt importlib javax kwargs np
    numpy obj pandas pygments pytest scipy self setuptools span sys systemd tbody thead this ul var vnd window
    wscript""".split()
)
# What stands between the root of an expression and its end; any other label is somebody's name.
CODE_WORDS = CODE_ROOTS | frozenset(
    """action application args attributes base body children client common component context core count current data
    date defaults element error event export field fields form frame get headers href id import index inner input
    int internal io item items key keys lang length map message meta method model net nodes object open options
    output parent path pathname point project properties props prototype query read ref result results root schema
    scope search sql start state status store style sub target text title token type types url utils value values
    version view width""".split()
)
# What has an upper edge, as scripts ask for it: ``offset.top``.
BOXES = frozenset("offset rect box bounds position pos margin padding style props scroll viewport css".split())
# Behind a word that ends with "color": ``UIColor.red``.
COLOURS = frozenset("black blue gold green pink red".split())
# Roots outside the DNS, and some that nobody uses, whose labels are better known as something else.
ODD_ROOTS = frozenset({"lib", "coin", "emc", "bit", "eth", "docs", "man", "pid", "prod", "tab", "target"})
# --- logs and tables -------------------------------------------------------------------------------------------------

# Fields of logs and of filters: ``dns.question.name``, ``host.id``, ``tcp.stream``; in the words of the Elastic Common
# Schema and of Wireshark.
FIELD_WORDS = frozenset(
    """account address agent answers app base billing button call cert chain child client cloud cluster cname
    connection contact container containers customer deployment dest destination device dll dns dst each effective
    email entity entry event file geo group host http icmp image indicator instance invoice ioc ip item job k8s
    kerberos key keyword kubernetes leader local log main member metadata module name namespace network node
    observer orchestrator order organization original os owner package parent pe pod process profile project qry
    query question record registry request resp response role rule server service session smb source span spec src
    ssl tag tags target task tcp team template this thread threat ticket tls tmp token trace transaction type udp
    uri url user value var vpc winlog""".split()
)
# Of settings of programs, behind which others stand: ``spring.mail.host``.
SETTING_WORDS = FIELD_WORDS | frozenset(
    """cassandra datasource elasticsearch hibernate hikari imap jdbc jpa kafka mail mongodb mysql pop3 postgres
    postgresql proxy quarkus rabbitmq redis settings smtp spring ssl store""".split()
)
OF_TABLES = CODE_WORDS | FIELD_WORDS
SETTING_ENDINGS = frozenset({"host", "name", "trust"})
FIELD_ENDINGS = frozenset({"name", "id", "group", "host", "stream", "company", "domains", "email", "network", "map"})
# Behind the short name of a table: ``u.email``.
COLUMN_ENDINGS = FIELD_ENDINGS | (CODE_ENDINGS - {"me"})
# --- sentences -------------------------------------------------------------------------------------------------------

# On both sides of a dot: two sentences.
LITTLE_WORDS = frozenset(
    """all am an and are as at be by can do for has he here how i if in is it me my no not of on or our out she so that
    the then there they this to too up us was we what who you your""".split()
)
# Words that end one sentence, before a little word that begins the next.
LAST_WORDS = frozenset(
    """add attached bill call check click come contact done due email follow get give given go going got join just know
    let log made met ok okay opt please pls price read received rsvp said see sent ship sign sold take thanks thx
    today tomorrow was were will yes yesterday""".split()
)
# Before a longer word they begin a phrase, and hardly a name.
ARTICLES = frozenset(
    """but he if it or she so the this then they there these those what when where who how our your and are was
    were""".split()
)
# Two of them with a dot between are hardly the name of a host.
ORDINARY_WORDS = (OF_TABLES | FILE_STEMS | LAST_WORDS) - SERVERS | frozenset(
    """admin anyone api audit auth backend badge board boss box branch bug card cart catalog center chat check
        checkout code crm dashboard dean dept design desk dev dispatch draft drive engine feature feed finance fleet
        forum frontend game gateway guide health hr issue jobs lab launch legal letter login logs mail market meeting
        menu merge minutes mobile network news night office ops page payment plan platform portal preview price product
        production prices qa queue release review sales sandbox school search security settings shop site smoke sprint
        staff staging stock store street summary support survey sync tech testing theme ticket topic train update
        vault video wiki work world""".split()
)
# Who writes to a log, before how much it matters, as syslog has both: <auth.info> (RFC 5424, 6.2.1).
_FACILITIES = "auth authpriv cron daemon kern lpr syslog uucp local0 local1 local2 local3 local4 local5 local6 local7"
# Words that are cut short, with the full stop that this takes, in German, Italian and English.
SHORTENED = frozenset("abzgl bspw bzw dgl ecc etc evtl exkl ggf inkl insb sog usw vgl zzgl".split())
ABBREVIATIONS = frozenset(
    """command.com et.al geb.am b.sc m.sc dr.med prof.dr.med tel.nr asp.net vb.net ado.net node.js e.mail inc.com
    log.info co.ltd pvt.ltd pte.ltd acct.no case.no clause.no fax.no inv.no item.no mob.no order.no p.o.no part.no po.no
    ref.no reg.no roll.no sl.no sr.no tel.no ticket.no pág.web página.web sitio.web""".split()
) | {f"{facility}.info" for facility in _FACILITIES.split()}
