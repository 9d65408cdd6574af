"""Words that carry no subject, in the languages our customers write most: articles, pronouns, helpers, courtesies."""

_WORDS = """
a about after again all also always am an and any anybody anyone anything are aren't as ask at away be because been before being
but by can can't cannot come could couldn't dear did didn't do does doesn't doing don't done down each either else even ever every
few for from further get give go going good got had has hasn't have haven't having he hello her here hers hi him his how i i'd i'll
i'm i've if in into is isn't it it's its just know let like made make many may maybe me might mine more most much must my need needs
no nor not now of off ok okay on once one only or other others our ours out over own please put quite rather re really regards same
say see send shall she should shouldn't so some someone something still such take tell than thank thanks that that's the their them
then there there's these they they're this those through to too under until up upon us use very want wants was wasn't we we'd we'll
we're we've well were what what's when where whether which while who whom whose why will wish with within without won't would
wouldn't yes yet you you'd you'll you're you've your yours best kind think possible soon way thing things able
aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bereits bin bis bist bitte da dabei dafür
damit dank danke dann daran das dass dein deine dem den denn der des deshalb dessen dich die dies diese diesem diesen dieser dieses
dir doch dort du durch ein eine einem einen einer eines einige er es etwa etwas euch euer eure für ganz gar geben gegen geht gerne
gern gibt gute guten haben habe hat hatte hatten hallo hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins ist ja
jede jedem jeden jeder jedes jetzt kann kannst kein keine keinem keinen keiner könnte könnten können kommen lassen liebe mal man
mehr mein meine meinem meinen meiner mich mir mit muss müssen nach nein nicht nichts noch nun nur ob oder ohne schon sehr sein
seine seinem seinen seiner seit sich sie sind so sollen soll sollte sollten somit sondern sowie tag tun über um und uns unser unsere
unserem unseren unter viel viele vielen vom von vor war waren warum was wegen weil welche welchem welchen welcher welches wenn wer
werde werden weshalb wie wieder wir wird wissen wo wollen will würde würden zu zum zur zwischen geehrte geehrter herr frau freundlichen grüße
ai aie alors au aucun aussi aux avant avec avez avoir avons bien bon bonjour car ce cela celle ces cet cette ceux chez ci comme
comment dans de depuis des dire donc dont du elle elles en encore entre est et étais était êtes être eu eux fait faire faut il ils
je la le les leur leurs lui ma madame mais me même merci mes moi mon monsieur ne nos notre nous on ont où ou par pas peu peut peux
plus pour pourquoi pouvez pourriez pouvons qu quand que quel quelle quelles quels qui quoi sa sans savoir se sera ses si son sont
sommes suis sur ta te tes toi ton tous tout toute toutes très tu un une veuillez vos votre vous y
al algo algún ante antes aquí así aunque bien buenas buenos cada como cómo con cual cuál cuando cuándo de del desde donde dónde
dos el él ella ellas ellos en entre era eres es esa ese eso esta está están estas este esto estos fue gracias ha había han hasta
hay hola la las le les lo los más me mi mis mucho muy nada ni no nos nosotros nuestra nuestro o os otra otro para pero podría pueden
puede por porque qué que quién quien quiero saber se sea ser si sí sin sobre son soy su sus también te tener tengo tiene tienen todo
todos tu tus un una uno usted ustedes va y ya yo
agli ai al alla alle anche avere aveva avete che chi ci ciao come con cosa cui da dagli dai dal dalla dei degli del della delle
di dove e è ed essere fare gli grazie ha hai hanno ho i il in io la le lei li lo loro ma mi mia mio molto ne nei nel nella noi non
nostra nostro o ogni per perché più poi può potete potrebbe quale quando quanto quella quello questa questo sapere se sei si sia
siamo sono sta su sua sul sulla suo te ti tra tu tutti tutto un una uno vi voi vorrei vostra vostro
aan al alle als bent bij dag dan dat de deze die dit doen door een en er ge geen goede haar had heb hebben heeft hem het hier hij
hoe hun ik in is ja je jij jullie kan kunnen kunt maar me meer met mij mijn moet na naar niet nog nu of om omdat ons onze ook op
over te toch tot u uit uw van veel voor waar waarom wanneer was wat we wel welke werd weten wie wij wil worden zal ze zich zij zijn
zo zonder zou graag
af alle andre at av blev bli blir da de deg den denne der deres det dette dig din dine disse du eg ein eller en er et etter far for
fordi fra før får god ha hade hadde han har hej hei hen henne her hun hur hva vad hvad hvem hver hvis hvor hvordan hvorfor i ikke
inte ingen jag jeg kan kunne kunde man mange mange med meg men mig min mine mitt mot mye må måste ni no noe nogle noget noen nå nu
när når och og også om os oss på sen seg selv sig sin sina sine ska skal skulle som så tack takk tak til till under ut vi vil vill
var vår være vara ved vores å är
"""

STOP_WORDS = frozenset(_WORDS.split())
